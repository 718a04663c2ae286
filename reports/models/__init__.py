from reports.models.chat_facts import ChatFact
from reports.models.hours import AgentHour, KpiHour
from reports.models.progress import Progress, StaleHour

__all__ = ["AgentHour", "ChatFact", "KpiHour", "Progress", "StaleHour"]
