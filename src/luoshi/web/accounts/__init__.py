"""Accounts, units and roles (账号、单位、角色): who somebody is, to which unit they belong, in which parts they act."""
