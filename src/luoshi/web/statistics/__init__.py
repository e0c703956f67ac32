"""Statistics and indicators (统计和指标): returns, snapshots, values and where they come from, alerts."""
