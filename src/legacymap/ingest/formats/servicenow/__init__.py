"""How exports of ServiceNow's CMDB are read: relations, and lists of configuration items."""
