from reports.models.chat_facts import ChatFact, HeldSpan
from reports.models.hours import AgentHour, KpiHour
from reports.models.progress import Progress, StaleHour

__all__ = ["AgentHour", "ChatFact", "HeldSpan", "KpiHour", "Progress", "StaleHour"]
