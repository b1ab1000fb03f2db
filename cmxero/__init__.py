"""cmxero: the reconciliation workbench between Case Manager and Xero."""
