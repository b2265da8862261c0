"""Español."""

from notify.domain.templates import Template
from notify.gateways.printer.texts.table import Labels, Texts, Wording

ES = Texts(
    kinds={"order": "Pedido", "quote": "Cotización", "purchase": "Compra"},
    channels={
        "office": "Oficina",
        "pos": "Punto de venta",
        "link": "Enlace de pedido",
        "web": "Tienda web",
        "api": "API",
    },
    labels=Labels(
        customer="Cliente",
        contact_person="Persona de contacto",
        email="Correo",
        phone="Teléfono",
        address="Dirección",
        vat_number="NIF",
        channel="Canal",
        received="Recibido",
        product="Producto",
        quantity="Cant.",
        unit_price="Precio",
        discount="Descuento",
        total="Total",
        why="Por qué lo recibe",
        manager="Gestor",
        open_order="Abrir el registro",
        open_customer="Abrir el cliente",
        decision="Decisión",
        customers="Clientes",
        open_orders="Pedidos abiertos",
        see_stale="Ver los clientes",
        see_orders="Ver mis pedidos",
        see_customers="Ver mis clientes",
        open_transfer="Abrir el traspaso",
        came_from="De",
        went_to="A",
        choose="Elegir qué avisos recibe",
        please_note="Tenga en cuenta",
        valid_until="Válido hasta",
        passcode="Código",
        comes_apart="Le llega por otra vía",
        your_contact="Su contacto",
        open_shop="Abrir la tienda",
        answer_quote="Aceptar o rechazar",
        said="Motivo",
    ),
    wordings={
        Template.ORDER: Wording(
            "{what} {number} · {customer} · {total}", "{what} {number}", "{customer} espera su respuesta."
        ),
        Template.ORDER_CARD_MANAGER: Wording(
            "{what} {number} de {customer}: a cargo de {manager}",
            "{what} {number}: a cargo de {manager}",
            "Viene de su cliente {customer}, que sigue con usted.",
        ),
        Template.ORDER_SUPERVISOR: Wording(
            "{what} {number} de {customer}: a cargo de {manager}",
            "{what} {number}: a cargo de {manager}",
            "Viene de {customer}.",
        ),
        Template.UNASSIGNED: Wording(
            "Sin gestor: {what} {number} · {customer} · {total}",
            "{what} {number}: sin gestor",
            "{customer} espera y todavía nadie tiene el encargo.",
        ),
        Template.CARD_GOT: Wording(
            "{customer} ya es cliente suyo",
            "{customer} ya es cliente suyo",
            "Desde ahora los pedidos de este cliente le llegan a usted.",
        ),
        Template.CARD_LOST: Wording(
            "{customer} ya no es cliente suyo",
            "{customer} ya no es cliente suyo",
            "Desde ahora los pedidos de este cliente ya no le llegan a usted.",
        ),
        Template.CARD_SUPERVISOR: Wording(
            "Ha cambiado el gestor de {customer}",
            "Ha cambiado el gestor de {customer}",
            "El cliente está ahora con {manager}.",
        ),
        Template.STAFF_LEFT: Wording(
            "{manager} ya no está en activo: reasigne {customers} y {orders}",
            "Reasigne {customers} y {orders}",
            "{manager} ya no está en activo y todavía figura en lo que se cuenta aquí.",
        ),
        Template.COVERED: Wording(
            "Durante su ausencia: {orders}",
            "Durante su ausencia: {orders}",
            "Sus clientes fueron atendidos y siguen con usted.",
        ),
        Template.TRANSFER_GOT: Wording(
            "Ahora a su cargo: {customers} de {manager}",
            "Ahora a su cargo: {customers}",
            "Desde ahora sus pedidos le llegan a usted.",
        ),
        Template.TRANSFER_GAVE: Wording(
            "Traspaso a {manager}: {customers}",
            "Traspaso: {customers}",
            "Desde ahora los pedidos de estos clientes ya no le llegan a usted.",
        ),
        Template.TRANSFER_DONE: Wording(
            "Traspaso terminado: {customers}",
            "Traspaso terminado: {customers}",
            "Esto es lo que ha pasado con los clientes.",
        ),
        Template.DIGEST: Wording(
            "Su resumen: {mails}", "Su resumen: {mails}", "Esto es lo que ha llegado desde el anterior."
        ),
        Template.QUOTE_DECLINED: Wording(
            "Rechazada: {what} {number} · {customer} · {total}",
            "{what} {number}: rechazada",
            "{customer} ha dicho que no.",
        ),
        Template.QUOTE_EXPIRED: Wording(
            "Caducada: {what} {number} · {customer} · {total}",
            "{what} {number}: caducada",
            "{customer} no contestó a tiempo.",
        ),
        Template.LINK_LEAK: Wording(
            "{customer}: puede que circule su enlace de pedido",
            "Revise el enlace de pedido de {customer}",
            "Lo han abierto desde {networks} a partir del {since}.",
        ),
        Template.ORDER_LINK: Wording(
            "Su enlace personal de pedido · {shop}",
            "Su enlace personal de pedido",
            "Consulte nuestro catálogo con sus precios y pida cuando quiera, sin crear ninguna cuenta.",
        ),
        Template.QUOTE: Wording(
            "{what} {number} · {shop} · {total}", "{what} {number}", "Esta es nuestra oferta para usted."
        ),
        Template.CONFIRMATION: Wording(
            "Recibido: {what} {number} · {total}", "¡Gracias!", "Nos ha llegado todo. Esto es lo que ha pedido."
        ),
    },
    yours={
        "NO_CUSTOMER": "Viene de alguien sin ficha de cliente y se le ha encargado a usted.",
        "ORDER_MANAGER_FILLED_CARD": "Está a su cargo y {customer} no tenía gestor en activo: ahora lo es usted.",
        "ORDER_MANAGER_REPLACED_STALE": "Se le eligió a usted; como el gestor de {customer} no está en activo, "
        "le sustituye también en la ficha.",
        "CONSISTENT": "Se le eligió a usted, que ya es responsable de {customer}.",
        "ORDER_OVERRIDE_LINK_KEPT": "Se le eligió a usted para este caso; {customer} sigue con su gestor habitual.",
        "CUSTOMER_MANAGER": "Usted es responsable de {customer}.",
        "COVER": "Usted cubre la ausencia del gestor de {customer}.",
        "UNAVAILABLE_ASSIGNED": "Usted es responsable de {customer}; consta como ausente, pero nadie cubre su puesto.",
        "UNAVAILABLE_DISTRIBUTED": "El gestor de {customer} está ausente y nadie cubre su puesto: le tocó a usted.",
        "ACTOR_REPLACED_STALE": "Usted hizo la gestión y sustituye al gestor de {customer}, que no está en activo.",
        "CREATOR": "Usted hizo el registro y {customer} no tenía gestor: ahora lo es usted.",
        "EDITOR": "Usted guardó los cambios y {customer} no tenía gestor: ahora lo es usted.",
        "INACTIVE_REPLACED": "El gestor de {customer} no está en activo; el reparto le eligió a usted, que desde ahora "
        "es responsable del cliente.",
        "DISTRIBUTED_NEW": "{customer} no tenía gestor; el reparto le eligió a usted, que desde ahora es responsable "
        "del cliente.",
        "CARD": "Se le eligió a usted como gestor al crear la ficha de {customer}.",
        "POS_EXPLICIT": "Se le eligió a usted como gestor de {customer} en el punto de venta.",
        "POS_CREATOR": "Usted creó la ficha de {customer} en el punto de venta.",
        "CARD_CHANGED": "Se le eligió a usted como nuevo gestor en la ficha de {customer}.",
        "MERGED": "Otra ficha de {customer} era suya; ahora las dos son una, y usted es responsable de ella.",
        "UNMERGED": "Se separaron de nuevo dos fichas fusionadas, y {customer} vuelve a ser suyo como antes.",
    },
    theirs={
        "ORDER_OVERRIDE_LINK_KEPT": "Para este caso se eligió expresamente a {manager}; {customer} conserva su gestor.",
        "COVER": "{manager} cubre la ausencia; {customer} conserva su gestor.",
        "UNAVAILABLE_DISTRIBUTED": "El gestor de {customer} está ausente y nadie cubre su puesto; el reparto eligió a "
        "{manager}.",
        "ACTOR_REPLACED_STALE": "{manager} hizo la gestión y sustituye al gestor de {customer}, que no está en activo.",
        "INACTIVE_REPLACED": "El gestor de {customer} no está en activo; el reparto eligió a {manager}.",
        "ORDER_MANAGER_REPLACED_STALE": "Se eligió a {manager}, que sustituye al gestor de {customer}, que no está en "
        "activo.",
        "ORDER_MANAGER_FILLED_CARD": "{manager} lleva un pedido de {customer} y queda también en la ficha.",
        "CARD_CHANGED": "En la ficha de {customer} se cambió el gestor; ahora figura {manager}.",
        "CARD_CLEARED": "De la ficha de {customer} se quitó el gestor.",
        "MERGED": "Esta ficha de {customer} se fusionó con otra del mismo cliente, que conserva su gestor.",
    },
    nobody={
        "UNASSIGNED_DISTRIBUTION_OFF": "{customer} no tiene gestor en activo y el reparto automático está apagado.",
        "UNASSIGNED_NO_CANDIDATE": "{customer} no tiene gestor en activo y el reparto no encontró a nadie disponible.",
        "HELD": "El gestor de {customer} está ausente, nadie cubre su puesto y la configuración manda esperar.",
        "NO_CUSTOMER": "Viene de alguien sin ficha de cliente y no se pudo asignar a nadie.",
    },
    notices={
        "STAFF_DEACTIVATED": "Usted supervisa el reparto. Los pedidos que lleguen desde ahora encuentran a otra "
        "persona; los clientes no tienen gestor en activo hasta que se reasignen.",
        "COVER": "Usted estaba fuera y estos pedidos fueron a quien cubría su ausencia.",
        "TRANSFERRED": "Los clientes se han entregado en un solo traspaso, con su historial y sus notas.",
        "TRANSFER_UNDONE": "Se ha deshecho un traspaso anterior. Lo que otros cambiaron entretanto queda como está.",
        "DIGEST": "Ha elegido recibirlos una vez al día.",
        "QUOTE_DECLINED": "La cotización es suya. Revísela si puede hacer una oferta mejor.",
        "QUOTE_EXPIRED": "La cotización es suya. Revísela para ofrecerla de nuevo.",
        "LINK_LEAK_SUSPECTED": "Un solo cliente no tiene tantas. Si {customer} no ha compartido el enlace, renuévelo "
        "o revóquelo; los pedidos quedan como están.",
    },
    advice={
        "ORDER_LINK_SENT": "El enlace es solo para usted: quien lo tenga puede hacer pedidos en su nombre.",
        "QUOTE_SENT": "Puede aceptar o rechazar la oferta en su propia página, sin crear ninguna cuenta.",
        "ORDER_RECEIVED": "No tiene que hacer nada más. Si hay alguna duda, nos pondremos en contacto con usted.",
    },
    outcomes={
        "assigned": "Traspasados",
        "unchanged": "Sin cambios",
        "conflict": "En conflicto",
        "forbidden": "No permitidos",
        "not_found": "No encontrados",
    },
    counted={
        "customers": {"one": "{n} cliente", "other": "{n} clientes"},
        "open_orders": {"one": "{n} pedido abierto", "other": "{n} pedidos abiertos"},
        "orders": {"one": "{n} pedido", "other": "{n} pedidos"},
        "colleagues": {"one": "{n} compañero", "other": "{n} compañeros"},
        "mails": {"one": "{n} aviso", "other": "{n} avisos"},
        "networks": {"one": "{n} red", "other": "{n} redes"},
    },
    otherwise="Así lo decidieron las reglas ({reason}).",
    somebody="otra persona",
    footer="Enviado por {shop}. Un correo por decisión; de lo que hace usted no se le avisa.",
    customers_footer="Enviado por {shop}.",
)
