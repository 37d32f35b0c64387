"""The ids of our own things. They are opaque strings; a platform's own ids never appear in the core."""

from typing import NewType

CommunityId = NewType("CommunityId", str)
SpaceId = NewType("SpaceId", str)
RoomId = NewType("RoomId", str)
MemberId = NewType("MemberId", str)
AccountId = NewType("AccountId", str)
RitualId = NewType("RitualId", str)
OccurrenceId = NewType("OccurrenceId", str)
GuestId = NewType("GuestId", str)
SlotId = NewType("SlotId", str)
PromptId = NewType("PromptId", str)
CircleId = NewType("CircleId", str)
DeliveryId = NewType("DeliveryId", str)
BeatId = NewType("BeatId", str)

NOWHERE = CommunityId("")
"""The community of a call that comes from a space where nobody has set one up yet."""
