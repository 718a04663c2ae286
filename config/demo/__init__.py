"""Made-up client companies with shops of their own, and the people who answer for them."""
