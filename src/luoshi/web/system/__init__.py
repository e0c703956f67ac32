"""Running the system (系统管理): units, accounts, roles, log, jobs, backup."""
