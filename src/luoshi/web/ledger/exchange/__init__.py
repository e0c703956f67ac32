"""Excel and imports of the ledger (台账的导出、读回、导入、由规划做成): pages under ``/ledger/exchange/``."""
