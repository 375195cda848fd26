"""What a consulate does for somebody who stands at its counter."""
