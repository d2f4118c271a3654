"""From returned Expression of Interest forms to a master table, letters and a report of what is unclear."""
