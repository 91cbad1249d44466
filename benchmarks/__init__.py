"""What Segflux costs, measured on this machine."""
