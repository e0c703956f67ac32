"""The tables of task supervision as they began."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BulletinRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("number", models.CharField(max_length=100, verbose_name="文号")),
                ("day", models.DateField(verbose_name="情况截至")),
                ("count", models.PositiveIntegerField(verbose_name="条数")),
                ("content", models.JSONField(verbose_name="内容")),
                ("file", models.BinaryField(verbose_name="Word 文件")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("made_by", models.CharField(max_length=64, verbose_name="经办人")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
            ],
            options={
                "verbose_name": "通报",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="CaseCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="年度")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="最后一个编号")),
            ],
        ),
        migrations.CreateModel(
            name="CaseRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                ("procedure", models.CharField(max_length=60, verbose_name="程序")),
                ("title", models.TextField(verbose_name="事项")),
                ("content", models.JSONField(verbose_name="内容")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="行版本")),
                ("year", models.PositiveSmallIntegerField(db_index=True, verbose_name="年度")),
                ("stage", models.CharField(db_index=True, max_length=30, verbose_name="状态")),
                ("next_steps", models.CharField(blank=True, max_length=200, verbose_name="下一步")),
                ("next_due", models.DateField(db_index=True, null=True, verbose_name="期限")),
                ("turn", models.CharField(blank=True, db_index=True, max_length=100, verbose_name="轮到谁")),
                ("opened_on", models.DateField(null=True, verbose_name="启动日期")),
                ("closed_on", models.DateField(null=True, verbose_name="销号日期")),
                ("changed_at", models.DateTimeField(verbose_name="最后修改")),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="ledger.entryrow",
                        verbose_name="台账条目",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查件",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="PaperRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="第几步")),
                ("name", models.CharField(max_length=60, verbose_name="文书")),
                ("number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("content", models.JSONField(verbose_name="内容")),
                ("file", models.BinaryField(verbose_name="Word 文件")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="supervision.caserow",
                        verbose_name="督查件",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书",
                "ordering": ("case_id", "place"),
                "constraints": [models.UniqueConstraint(fields=("case", "place"), name="one_paper_a_step")],
            },
        ),
    ]
