"""Eight weeks of made-up work for a demo agency, so that every chart has something to show.

``arrivals``, ``shifts``, ``visits``, ``talk`` and ``stories`` lay it out by a seed; ``load``
stores it, and lets the product's own code make of it what it makes of real work.
"""
