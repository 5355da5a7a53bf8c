"""Words in the names of systems: which say nothing, and which mean the same in other languages.

Words are written without accents; ``ß`` is ``ss``, ``ø`` is ``o``, ``å`` is ``a``.
"""

from __future__ import annotations

from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


LITTLE: Final = _words(
    "a an and as at by for from in into of on or the to with"
    " am auf aus bei das dem den der des die ein eine fur im in mit und von vom zu zum zur"
    " a au aux avec ce d de des du en et l la le les par pour sur un une"
    " al con del e el en las los o para por una y"
    " aan bij een het met naar op te uit van voor"
    " av de den det en et for fra i med og om pa som til till och att"
    " ja seka"
)
"""Articles, prepositions and the like: they are not even part of an acronym."""

GENERIC: Final = _words(
    "app application applications platform program programme software solution"
    " suite system systems tool tools it ict digital online new old legacy main prod production"
    " national central common"
    " anwendung anwendungen applikation fachverfahren plattform programm system verfahren losung"
    " applicatif logiciel outil outils plateforme progiciel solution systeme systemes"
    " aplicacion aplicativo herramienta plataforma programa sistema sistemas solucion"
    " applicatie applicaties oplossing systeem systemen"
    " applikasjon fagsystem losning plattform systemet verksamhetssystem"
    " jarjestelma tietojarjestelma sovellus ohjelmisto ratkaisu alusta"
    " ag asa as ab bv co corp corporation company gmbh group inc kg limited llc llp ltd nv oy oyj"
    " plc pty sa sarl se spa srl"
)
"""Words that half of all names hold, and the forms of companies: they tell nobody apart."""

_CONCEPTS: Final[dict[str, str]] = {
    "access": "zugang zugriff acces acceso toegang tilgang paasy atkomst",
    "account": "accounts konto konten compte comptes cuenta cuentas rekening tili konti",
    "accounting": "bookkeeping buchhaltung buchfuhrung rechnungswesen comptabilite compta"
    " contabilidad boekhouding regnskap kirjanpito bokforing redovisning",
    "address": "addresses adresse adressen adresses direccion direcciones adres adressen osoite"
    " adress",
    "agriculture": "landwirtschaft agricole agricultura landbouw landbruk maatalous jordbruk",
    "api": "apis schnittstelle schnittstellen interface interfaces interfaz koppelvlak grensesnitt"
    " rajapinta granssnitt",
    "application_form": "antrag antrage demande demandes solicitud solicitudes aanvraag aanvragen"
    " soknad hakemus ansokan",
    "archive": "archives archiv archivage archivo archief arkiv arkisto",
    "asset": "assets anlage anlagen actif actifs activo activos omaisuus tillgang",
    "authentication": "login logon signin anmeldung authentifizierung authentification connexion"
    " autenticacion inloggen innlogging autentisering kirjautuminen tunnistautuminen inloggning"
    " sso",
    "benefit": "benefits leistung leistungen sozialleistungen prestation prestations prestacion"
    " prestaciones uitkering uitkeringen ytelse ytelser etuus etuudet forman",
    "billing": "invoice invoices invoicing rechnung rechnungen fakturierung facture factures"
    " facturation factura facturacion factuur facturatie faktura fakturering lasku laskutus",
    "booking": "bookings reservation reservations buchung buchungen reservierung reserva reservas"
    " boeking reservering bestilling varaus bokning",
    "budget": "budgets haushalt presupuesto begroting budsjett talousarvio budjetti",
    "building": "buildings gebaude batiment batiments edificio edificios gebouw gebouwen bygning"
    " rakennus byggnad",
    "calendar": "kalender calendrier calendario agenda kalenteri",
    "case": "cases fall falle dossier dossiers expediente expedientes zaak zaken sak saker asia"
    " arende arenden akte akten",
    "child": "children kind kinder enfant enfants nino ninos menor kinderen barn lapsi lapset",
    "citizen": "citizens burger burgerinnen citoyen citoyens ciudadano ciudadanos ciudadania"
    " inwoner inwoners innbygger innbyggere kansalainen kansalaiset medborgare invanare einwohner",
    "claim": "claims anspruch anspruche forderung reclamation reclamations reclamacion"
    " reclamaciones"
    " vordering krav vaatimus",
    "contract": "contracts vertrag vertrage contrat contrats contrato contratos contracten"
    " kontrakt avtale sopimus sopimukset avtal",
    "court": "courts gericht gerichte tribunal tribunaux juzgado tribunales rechtbank domstol"
    " tuomioistuin",
    "customer": "customers client clients kunde kunden cliente clientes klant klanten kunder"
    " asiakas asiakkaat kund",
    "data": "daten donnees datos gegevens tieto tiedot",
    "database": "databases db datenbank datenbanken bdd database basededonnees basededatos"
    " databank gegevensbank tietokanta databas datastore",
    "debt": "debts schulden schuld dette dettes deuda deudas gjeld velka skuld",
    "document": "documents dokument dokumente documento documentos documenten dokumenter"
    " asiakirja asiakirjat dms",
    "education": "bildung ausbildung enseignement educacion onderwijs utdanning koulutus"
    " utbildning",
    "election": "elections wahl wahlen eleccion elecciones verkiezing verkiezingen valg vaalit val",
    "email": "emails mail mails courriel correo epost sahkoposti",
    "employee": "employees staff mitarbeiter beschaftigte employe employes empleado empleados"
    " medewerker medewerkers ansatt ansatte tyontekija anstalld",
    "energy": "energie energia energi",
    "environment": "umwelt environnement medioambiente milieu miljo ymparisto",
    "family": "families familie familien famille familles familia familias gezin perhe familj",
    "finance": "finances financial finanzen finanz financier finanzas financiero financien"
    " financieel okonomi talous ekonomi",
    "fleet": "fuhrpark flotte flota wagenpark kalusto",
    "gateway": "gateways passerelle pasarela gw",
    "health": "gesundheit sante salud gezondheid zorg helse terveys halsa",
    "hospital": "hospitals krankenhaus klinik hopital hopitaux ziekenhuis sykehus sairaala sjukhus",
    "housing": "wohnen wohnung wohnungen logement logements vivienda viviendas wonen huisvesting"
    " bolig asuminen bostad",
    "identity": "identities identitat identite identites identidad identiteit identitet"
    " identiteetti"
    " idp",
    "index": "indexer search suche recherche busqueda zoeken sok haku",
    "insurance": "versicherung versicherungen assurance assurances seguro seguros verzekering"
    " forsikring vakuutus forsakring",
    "land": "grundstuck grundstucke liegenschaft foncier terrain catastro kadaster kataster"
    " cadastre"
    " eiendom kiinteisto fastighet",
    "law": "legal recht justiz justice juridique justicia justitie juss laki oikeus lag",
    "ledger": "hauptbuch grandlivre libromayor grootboek hovedbok paakirja huvudbok",
    "library": "libraries bibliothek bibliotheque biblioteca bibliotheek bibliotek kirjasto",
    "licence": "licences license licenses lizenz lizenzen konzession permis licencia licencias"
    " vergunning vergunningen lisens lupa luvat tillstand licens permit permits genehmigung"
    " genehmigungen permiso permisos",
    "management": "manager mgmt mgr verwaltung gestion beheer administratie forvaltning hallinta"
    " hallinto hantering administration admin administracion",
    "map": "maps gis karte karten geodaten carte cartes cartographie mapa mapas kaart kaarten kart"
    " kartta karta",
    "message": "messages messaging nachricht nachrichten mensaje mensajes bericht berichten melding"
    " meldinger viesti viestit meddelande",
    "notification": "notifications benachrichtigung benachrichtigungen notificacion notificaciones"
    " notificatie notificaties varsel varsling ilmoitus avisering notify notifier",
    "order": "orders bestellung bestellungen auftrag auftrage commande commandes pedido pedidos"
    " bestellingen ordre tilaus tilaukset",
    "patient": "patients patienten paciente pacientes pasient pasienter potilas potilaat",
    "payment": "payments pay pmt zahlung zahlungen zahlungsverkehr paiement paiements pago pagos"
    " betaling betalingen maksu maksut betalning utbetaling auszahlung",
    "payroll": "salary salaries gehalt lohn lohnabrechnung paie salaires nomina nominas salaris"
    " salarisadministratie lonn palkka palkat palkanlaskenta lon",
    "pension": "pensions rente renten retraite retraites pensiones pensioen pensioenen pensjon"
    " elake elakkeet",
    "person": "persons people personen personne personnes persona personas personer henkilo"
    " henkilot",
    "personnel": "hr hcm personal humanresources recursoshumanos rh personeel henkilosto",
    "police": "polizei policia politie politi poliisi polis",
    "portal": "portals portail portaal portaali intranet website",
    "prison": "prisons gefangnis strafvollzug carcel prision gevangenis fengsel vankila fangelse",
    "procurement": "purchasing beschaffung einkauf achat achats compra compras contratacion inkoop"
    " aanbesteding anskaffelse innkjop hankinta hankinnat upphandling inkop",
    "product": "products produkt produkte produit produits producto productos producten"
    " produkter tuote tuotteet",
    "project": "projects projekt projekte projet projets proyecto proyectos projecten prosjekt"
    " projekti projektit",
    "property": "properties immobilien immobilier inmueble inmuebles vastgoed",
    "register": "registers registry registries registre registres registro registros"
    " rekisteri rekisterit registeret registrering verzeichnis melderegister",
    "report": "reports reporting bericht berichte berichtswesen rapport rapports informe informes"
    " rapportage rapportering raportti raportointi",
    "resident": "residents habitant habitants residente residentes bewoner asukas",
    "risk": "risks risiko risiken risque risques riesgo riesgos riskit riski",
    "road": "roads strasse strassen route routes carretera weg wegen vei tie vag",
    "school": "schools schule schulen ecole ecoles escuela escuelas scholen skole koulu skola",
    "service": "services dienst dienste servicio servicios diensten tjeneste tjenester palvelu"
    " palvelut tjanst tjanster svc",
    "statistics": "statistik statistique statistiques estadistica estadisticas statistiek"
    " statistikk tilasto tilastot",
    "store": "stores lager magasin almacen tienda butikk kauppa shop",
    "student": "students schuler studierende eleve eleves etudiant etudiants estudiante"
    " estudiantes alumno alumnos leerling elev oppilas opiskelija",
    "supplier": "suppliers vendor vendors lieferant lieferanten fournisseur fournisseurs proveedor"
    " proveedores leverancier leverandor toimittaja leverantor",
    "tax": "taxes steuer steuern impot impots fiscal fiscalite impuesto impuestos tributos"
    " belasting belastingen skatt vero verot verotus",
    "traffic": "verkehr trafic trafico verkeer trafikk liikenne trafik",
    "user": "users benutzer nutzer utilisateur utilisateurs usuario usuarios gebruiker gebruikers"
    " bruker brukere kayttaja anvandare",
    "vehicle": "vehicles fahrzeug fahrzeuge kraftfahrzeug kfz vehicule vehicules vehiculo"
    " vehiculos voertuig voertuigen kjoretoy ajoneuvo ajoneuvot fordon",
    "warehouse": "datawarehouse dwh dw entrepot entrepots magazijn tietovarasto",
    "waste": "abfall abfalle dechet dechets residuo residuos afval avfall jate",
    "water": "wasser eau eaux agua aguas vann vesi vatten",
    "web": "frontend ui website webseite siteweb",
    "work": "job jobs labour arbeit emploi travail empleo trabajo werk arbeid tyo arbete",
}

CONCEPTS: Final[dict[str, str]] = {
    word: concept
    for concept, listed in sorted(_CONCEPTS.items(), reverse=True)
    for word in (concept, *listed.split())
}
"""Each word with what it means; a word of two meanings has the one that comes first by letters."""
