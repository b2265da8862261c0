"""Español."""

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Kind
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import Strategy
from assignment.domain.texts.table import Texts

ES = Texts(
    kinds={Kind.ORDER: "El pedido", Kind.QUOTE: "La cotización", Kind.PURCHASE: "La compra"},
    sentences={
        Reason.TERMINAL_NO_CHANGE: (
            "{what} ya tiene estado final (envío, entrega, cancelación o respuesta): nada cambia."
        ),
        Reason.NO_CUSTOMER: "{what} viene de alguien sin ficha de cliente y pasa a {manager}.",
        Reason.MANAGER_INACTIVE: ("{named} tiene la cuenta desactivada y no puede recibir clientes ni pedidos."),
        Reason.ORDER_MANAGER_FILLED_CARD: (
            "{what} es de {manager}, y {customer} no tenía gestor en activo, así que {manager} queda "
            "también en la ficha."
        ),
        Reason.ORDER_MANAGER_REPLACED_STALE: (
            "{what} se asignó a {manager}, que además sustituye en la ficha de {customer} a {former}, que ya "
            "no está en activo."
        ),
        Reason.CONSISTENT: "{what} se asignó a {manager}, que ya es responsable de {customer}.",
        Reason.ORDER_OVERRIDE_LINK_KEPT: ("{what} se asignó expresamente a {manager}; {customer} sigue con {card}."),
        Reason.NO_CHANGE: "{what} ya es de {manager} y {customer} ya es de {card}: nada cambia.",
        Reason.CUSTOMER_MANAGER: "{what} pasa a {manager}, responsable de {customer}.",
        Reason.COVER: ("{what} pasa a {manager}, que cubre a {card} durante su ausencia; {customer} sigue con {card}."),
        Reason.UNAVAILABLE_ASSIGNED: (
            "{what} pasa a {manager}, responsable de {customer}: no está disponible ahora, pero nadie "
            "cubre su puesto y la configuración indica asignar igualmente."
        ),
        Reason.UNAVAILABLE_DISTRIBUTED: (
            "{what} pasa a {manager} ({how}), porque {card} está {away} y nadie cubre su puesto; "
            "{customer} sigue con {card}."
        ),
        Reason.HELD: (
            "{what} queda en espera sin gestor: {card} está {away}, nadie cubre su puesto y la "
            "configuración indica esperar."
        ),
        Reason.ACTOR_REPLACED_STALE: (
            "{what} pasa a {manager}, que hizo la gestión y sustituye en la ficha de {customer} a "
            "{former}, que ya no está en activo."
        ),
        Reason.CREATOR: (
            "{what} pasa a {manager}, que hizo el registro; {customer} no tenía gestor y ahora tiene a {manager}."
        ),
        Reason.EDITOR: (
            "{what} pasa a {manager}, que guardó los cambios; {customer} no tenía gestor y ahora tiene a {manager}."
        ),
        Reason.INACTIVE_REPLACED: (
            "{what} pasa a {manager} ({how}), porque {former} ya no está en activo; {manager} es ahora "
            "responsable de {customer}."
        ),
        Reason.DISTRIBUTED_NEW: (
            "{what} pasa a {manager} ({how}); {customer} no tenía gestor y ahora tiene a {manager}."
        ),
        Reason.UNASSIGNED_DISTRIBUTION_OFF: (
            "{what} de {customer} espera sin gestor, porque la distribución automática está desactivada."
        ),
        Reason.UNASSIGNED_NO_CANDIDATE: "{what} de {customer} espera sin gestor: {why}.",
        Reason.CARD: "Al crear la ficha de {customer} se eligió a {manager} como responsable.",
        Reason.CARD_EMPTY: "La ficha de {customer} se creó sin gestor; lo traerá el primer pedido.",
        Reason.POS_EXPLICIT: "En el punto de venta se eligió a {manager} como responsable de {customer}.",
        Reason.POS_CREATOR: "{manager} dio de alta a {customer} en el punto de venta y por eso es su responsable.",
        Reason.POS_EXISTING: "{customer} ya existía, así que el punto de venta dejó la ficha como estaba.",
        Reason.CARD_CHANGED: "En la ficha de {customer} se cambió el gestor; ahora es {manager}.",
        Reason.CARD_CLEARED: "En la ficha de {customer} se quitó el gestor; era {former}.",
        Reason.TRANSFERRED: "{customer} se traspasó de {former} a {manager}.",
        Reason.TRANSFER_UNDONE: "El traspaso se deshizo: {customer} vuelve a estar con {manager}.",
        Reason.MERGED: (
            "Otra ficha de {customer} se fusionó con esta, y {manager}, que figuraba en ella, vino con ella."
        ),
        Reason.UNMERGED: ("Se deshizo la fusión: {customer} vuelve con {manager}."),
    },
    guest_nobody="{what} viene de alguien sin ficha de cliente y todavía no tiene gestor.",
    no_change_same="{what} ya es de {manager}, responsable de {customer}: nada cambia.",
    card_untouched="En la ficha de {customer} nadie tocó el gestor: queda como estaba.",
    merged_away=("La ficha de {customer} se fusionó con otra del mismo cliente, que ahora vale por las dos."),
    unmerged_alone=("Se deshizo la fusión: {customer} vuelve a estar sin gestor, como antes."),
    orders_along="Pedidos en espera que pasaron también: {count}.",
    done_by="Por decisión de {actor}.",
    by_settings="Según la versión {version} de la configuración de reparto.",
    by_settings_and_pool="Según la versión {version} de la configuración de reparto, grupo «{pool}».",
    corrects="Sustituye a una decisión anterior.",
    orders_followed="Los pedidos abiertos de {customer} siguieron el traspaso a {manager}.",
    how={
        Strategy.ROUND_ROBIN: "por turno",
        Strategy.LEAST_LOADED: "por tener menos pedidos abiertos",
        Strategy.WEIGHTED: "por el reparto acordado",
    },
    why_nobody={
        DrawOutcome.TOO_OLD: "supera la antigüedad que la configuración permite distribuir",
        DrawOutcome.NO_POOL: "ningún grupo de reparto de la configuración admite este caso",
        DrawOutcome.EMPTY_POOL: "el grupo de reparto que le corresponde no tiene miembros",
        DrawOutcome.NOBODY_ELIGIBLE: "nadie del grupo de reparto estaba en condiciones de atender",
    },
    not_chosen="Otras personas: {people}.",
    passed_over={
        PassedOver.INACTIVE: "cuenta desactivada",
        PassedOver.NOT_MANAGER: "sin rol de gestor",
        PassedOver.ABSENT: "ausente",
        PassedOver.OUTSIDE_HOURS: "fuera de horario",
        PassedOver.AT_CAPACITY: "sin capacidad libre",
        PassedOver.QUOTA_USED: "cupo diario agotado",
        PassedOver.MORE_LOADED: "más pedidos abiertos",
        PassedOver.PASSED_BY_WHEEL: "su turno llega después",
    },
    and_more="{count} más",
    unknown="alguien que ya no consta",
)
