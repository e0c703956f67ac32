"""Batches of returns, and the index of alerts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                ("content", models.JSONField(verbose_name="内容")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="行版本")),
                ("place", models.PositiveIntegerField(default=0)),
                ("kind", models.CharField(db_index=True, max_length=8, verbose_name="种类")),
                ("severity", models.CharField(max_length=8, verbose_name="程度")),
                ("what", models.TextField(verbose_name="内容")),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="哪里")),
                ("owner", models.CharField(blank=True, max_length=200, verbose_name="责任单位")),
                ("opened", models.DateField(verbose_name="起于")),
                ("closed", models.DateField(db_index=True, null=True, verbose_name="关闭于")),
                ("is_answered", models.BooleanField(default=False, verbose_name="已答复")),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "预警",
                "ordering": ("place", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("files", models.JSONField(default=list, help_text="name, digest, size", verbose_name="文件")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年份")),
                ("status", models.CharField(default="正式", max_length=4, verbose_name="数据状态")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="时点")),
                ("only_check", models.BooleanField(default=False, verbose_name="只核对")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("待核对", "Waiting"),
                            ("已装入", "Loaded"),
                            ("没有变化", "Same"),
                            ("核对通过", "Checked"),
                            ("已退回", "Refused"),
                            ("没能完成", "Failed"),
                        ],
                        db_index=True,
                        default="待核对",
                        max_length=8,
                        verbose_name="结果",
                    ),
                ),
                ("told", models.CharField(blank=True, max_length=300, verbose_name="结果说明")),
                ("counts", models.JSONField(default=dict, verbose_name="各级问题数")),
                ("findings", models.JSONField(default=list, verbose_name="问题")),
                ("returned", models.JSONField(default=list, help_text="name, digest", verbose_name="退回的文件")),
                ("explanation", models.CharField(blank=True, max_length=64, verbose_name="情况说明")),
                ("rows", models.JSONField(default=dict, verbose_name="各表行数")),
                ("snapshot", models.CharField(blank=True, max_length=12, verbose_name="快照")),
                ("is_settled", models.BooleanField(default=False, verbose_name="退回已处理")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="行版本")),
                ("created_at", models.DateTimeField(verbose_name="上传时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="核对完的时间")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
            ],
            options={
                "verbose_name": "一批报表",
                "ordering": ("-pk",),
            },
        ),
    ]
