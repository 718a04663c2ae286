from django.db import models


class LogEpoch(models.Model):
    """One row: the name of this database's timeline.

    A restore or a failover that loses a tail must replace it (docs/operating.md): numbers
    may then be given out twice, and clients drop what they hold and load afresh.
    """

    value = models.CharField(max_length=32, primary_key=True)

    def __str__(self) -> str:
        return self.value
