"""English."""

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Kind
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import Strategy
from assignment.domain.texts.table import Texts

EN = Texts(
    kinds={Kind.ORDER: "The order", Kind.QUOTE: "The quote", Kind.PURCHASE: "The purchase"},
    sentences={
        Reason.TERMINAL_NO_CHANGE: "{what} is over (shipped, delivered, cancelled or answered), so nothing changes.",
        Reason.NO_CUSTOMER: "{what} comes from a guest without a customer card and goes to {manager}.",
        Reason.MANAGER_INACTIVE: "{named} is inactive and cannot be given customers or orders.",
        Reason.ORDER_MANAGER_FILLED_CARD: (
            "{what} belongs to {manager}, and {customer} had no active manager, so {manager} is now on the card too."
        ),
        Reason.ORDER_MANAGER_REPLACED_STALE: (
            "{what} was given to {manager}, who also replaces {former}, now inactive, as the manager of {customer}."
        ),
        Reason.CONSISTENT: "{what} was given to {manager}, who is the manager of {customer} anyway.",
        Reason.ORDER_OVERRIDE_LINK_KEPT: ("{what} was deliberately given to {manager}; {customer} stays with {card}."),
        Reason.NO_CHANGE: ("{what} already belongs to {manager} and {customer} to {card}, so nothing changes."),
        Reason.CUSTOMER_MANAGER: "{what} goes to {manager}, the manager of {customer}.",
        Reason.COVER: ("{what} goes to {manager}, who covers for {card} while away; {customer} stays with {card}."),
        Reason.UNAVAILABLE_ASSIGNED: (
            "{what} goes to {manager}, the manager of {customer}: not available just now, but nobody "
            "covers and the settings say to assign all the same."
        ),
        Reason.UNAVAILABLE_DISTRIBUTED: (
            "{what} goes to {manager} ({how}), because {card} is {away} and nobody covers; "
            "{customer} stays with {card}."
        ),
        Reason.HELD: (
            "{what} is held without a manager: {card} is {away}, nobody covers, and the settings say to wait."
        ),
        Reason.ACTOR_REPLACED_STALE: (
            "{what} goes to {manager}, who worked on it and replaces {former}, now inactive, as the "
            "manager of {customer}."
        ),
        Reason.CREATOR: ("{what} goes to {manager}, who created it; {customer} had no manager and now has {manager}."),
        Reason.EDITOR: (
            "{what} goes to {manager}, who edited and saved it; {customer} had no manager and now has {manager}."
        ),
        Reason.INACTIVE_REPLACED: (
            "{what} goes to {manager} ({how}), because {former} is inactive; {manager} is now the manager "
            "of {customer}."
        ),
        Reason.DISTRIBUTED_NEW: ("{what} goes to {manager} ({how}); {customer} had no manager and now has {manager}."),
        Reason.UNASSIGNED_DISTRIBUTION_OFF: (
            "{what} from {customer} waits without a manager, because automatic distribution is off."
        ),
        Reason.UNASSIGNED_NO_CANDIDATE: "{what} from {customer} waits without a manager: {why}.",
        Reason.CARD: "{manager} was chosen as the manager of {customer} when the card was created.",
        Reason.CARD_EMPTY: ("The card of {customer} was created without a manager; the first order will bring one."),
        Reason.POS_EXPLICIT: "{manager} was chosen at the point of sale as the manager of {customer}.",
        Reason.POS_CREATOR: ("{manager} created {customer} at the point of sale and is therefore the manager."),
        Reason.POS_EXISTING: "{customer} was known already, so the point of sale left the card as it was.",
        Reason.CARD_CHANGED: "The manager of {customer} was changed on the card; now it is {manager}.",
        Reason.CARD_CLEARED: "The manager of {customer} was removed from the card; it was {former}.",
        Reason.TRANSFERRED: "{customer} was transferred from {former} to {manager}.",
        Reason.TRANSFER_UNDONE: "The transfer was undone: {customer} is back with {manager}.",
        Reason.MERGED: (
            "Another card of {customer} was merged into this one, and {manager}, who was on it, came along."
        ),
        Reason.UNMERGED: ("The merge was undone: {customer} is back with {manager}."),
    },
    guest_nobody="{what} comes from a guest without a customer card and has no manager yet.",
    no_change_same="{what} already belongs to {manager}, the manager of {customer}, so nothing changes.",
    card_untouched="The manager on the card of {customer} was not touched and stays as it was.",
    merged_away=("The card of {customer} was merged into another card of the same customer, which stands for it now."),
    unmerged_alone=("The merge was undone: {customer} has no manager again, as before it."),
    orders_along="Waiting orders that went along: {count}.",
    done_by="That was the choice of {actor}.",
    by_settings="By version {version} of the distribution settings.",
    by_settings_and_pool="By version {version} of the distribution settings, pool “{pool}”.",
    corrects="It takes the place of an earlier decision.",
    orders_followed="The open orders of {customer} followed the transfer to {manager}.",
    how={
        Strategy.ROUND_ROBIN: "next in turn",
        Strategy.LEAST_LOADED: "fewest open orders",
        Strategy.WEIGHTED: "next by agreed shares",
    },
    why_nobody={
        DrawOutcome.TOO_OLD: "it is older than the settings allow to distribute",
        DrawOutcome.NO_POOL: "no pool of the settings takes this kind of order",
        DrawOutcome.EMPTY_POOL: "the pool for this kind of order has no members",
        DrawOutcome.NOBODY_ELIGIBLE: "nobody in the pool could take it",
    },
    not_chosen="Not chosen: {people}.",
    passed_over={
        PassedOver.INACTIVE: "inactive",
        PassedOver.NOT_MANAGER: "without the manager role",
        PassedOver.ABSENT: "absent",
        PassedOver.OUTSIDE_HOURS: "outside working hours",
        PassedOver.AT_CAPACITY: "at full capacity",
        PassedOver.QUOTA_USED: "daily quota used up",
        PassedOver.MORE_LOADED: "more open orders",
        PassedOver.PASSED_BY_WHEEL: "turn comes later",
    },
    and_more="{count} more",
    unknown="somebody no longer known",
)
