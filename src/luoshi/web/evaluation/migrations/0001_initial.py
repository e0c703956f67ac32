"""The tables of evaluation and publication as they began."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FreezeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="名称")),
                ("kind", models.CharField(db_index=True, max_length=4, verbose_name="种类")),
                ("year", models.PositiveSmallIntegerField(db_index=True, verbose_name="年份")),
                ("as_of", models.DateField(verbose_name="看哪一天")),
                ("plan", models.CharField(max_length=300, verbose_name="规划")),
                ("ledger", models.CharField(blank=True, max_length=200, verbose_name="台账")),
                ("snapshot", models.CharField(blank=True, max_length=20, verbose_name="统计数据快照")),
                ("areas", models.JSONField(default=list, verbose_name="县市区")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("made_by", models.CharField(blank=True, max_length=64, verbose_name="谁做的")),
                ("made_on", models.DateField(verbose_name="定稿日期")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                ("corrects", models.CharField(blank=True, db_index=True, max_length=80, verbose_name="更正哪一份")),
                ("reason", models.TextField(blank=True, verbose_name="为什么更正")),
                ("differences", models.PositiveIntegerField(default=0, verbose_name="差异处数")),
                ("approved_by", models.CharField(blank=True, max_length=64, verbose_name="批准人")),
                ("approved_at", models.DateTimeField(db_index=True, null=True, verbose_name="批准时间")),
                ("approval_note", models.TextField(blank=True, verbose_name="批准意见")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "定稿",
                "ordering": ("-as_of", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="种类")),
                ("area", models.CharField(blank=True, max_length=60, verbose_name="县市区")),
                ("files", models.JSONField(default=list, help_text="name, label, sha256, size", verbose_name="文件")),
                (
                    "findings",
                    models.JSONField(
                        default=list, help_text="code, severity, message, quote, fix", verbose_name="不公开的"
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="署名")),
                ("asked_by", models.CharField(blank=True, max_length=64, verbose_name="谁要的")),
                ("made_at", models.DateTimeField(null=True, verbose_name="生成时间")),
                (
                    "freeze",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="evaluation.freezerow",
                        verbose_name="定稿",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                        verbose_name="作业",
                    ),
                ),
            ],
            options={
                "verbose_name": "评估成果",
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("freeze", "kind", "area"), name="one_product_a_kind")],
            },
        ),
    ]
