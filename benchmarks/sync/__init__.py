"""What it costs to find out what a sync has to send."""
