"""What a build would read of declared sources."""
