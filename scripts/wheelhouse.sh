#!/usr/bin/env bash
# Builds a wheelhouse (离线安装包): wheels of luoshi and all it needs, their SHA-256 sums and a note how to install.
# Usage: scripts/wheelhouse.sh FOLDER [PYTHON]    on a machine like the one to install on, with a package index.
set -euo pipefail

repo="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
[ $# -ge 1 ] || { sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }
mkdir -p "$1"
out="$(cd "$1" && pwd)"
python="${2:-python3}"
[ -z "$(ls -A "$out")" ] || { echo "文件夹不是空的：$out" >&2; exit 2; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$work/venv/bin/python" -m pip wheel -q -c "$repo/constraints.txt" --wheel-dir "$out" "$repo"

version="$("$work/venv/bin/python" -c 'import platform, sys; print(f"Python {sys.version_info[0]}.{sys.version_info[1]}，{platform.system()} {platform.machine()}")')"
cat > "$out/安装说明.txt" <<NOTE
落实（luoshi）离线安装包，用于：$version

在本文件夹中依次运行（不需要网络）：

  sha256sum -c SHA256SUMS
  python3 -m venv ~/luoshi
  ~/luoshi/bin/python -m pip install --no-index --find-links . luoshi
  ~/luoshi/bin/luoshi demo

Windows：

  py -m venv %USERPROFILE%\\luoshi
  %USERPROFILE%\\luoshi\\Scripts\\python -m pip install --no-index --find-links . luoshi
  %USERPROFILE%\\luoshi\\Scripts\\luoshi demo

pip 报告找不到合适的版本，多半是 Python 版本或机器类型与上面写的不同：请在同样的机器上重新制作安装包。
NOTE
(cd "$out" && sha256sum -- *.whl > SHA256SUMS)
echo "$(grep -c . "$out/SHA256SUMS") 个安装包，共 $(du -sh "$out" | cut -f1)：$out"
