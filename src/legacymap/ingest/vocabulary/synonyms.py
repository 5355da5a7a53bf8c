"""How columns are called elsewhere, in eight languages: `Supportende` is the end of support.

Names are written without accents, blanks and hyphens. ``~`` marks a name that may mean something
else too: such a column is read so, and shown as doubtful.
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final[dict[str, dict[str, str]]] = {
    "systems": {
        "id": "systemid applicationid appid ~key identifier ~ref uid ~number ~nr ~nummer kennung"
        " systemnummer identifiant identificador ~numero identificatie tunnus tunniste ~referenz",
        "name": "system systemname application applicationname app appname title displayname"
        " bezeichnung anwendung anwendungsname fachverfahren verfahren itverfahren applikation"
        " nom systeme nomdusysteme nomapplication nomdelapplication logiciel"
        " nombre sistema aplicacion nombredelsistema nombredelaaplicacion"
        " naam systeem applicatie applicatienaam systeemnaam"
        " navn systemnavn applikasjon applikasjonsnavn fagsystem"
        " nimi jarjestelma jarjestelmannimi tietojarjestelma sovellus"
        " namn systemnamn verksamhetssystem",
        "kind": "type systemtype ~category elementtype ~art typ systemtyp systemart ~kategorie"
        " typedesysteme ~categorie tipo tipodesistema soort tyyppi",
        "parent": "parentid partof parentsystem belongsto parentname teilvon gehortzu"
        " ubergeordnetessystem systemeparent faitpartiede sistemapadre partede onderdeelvan"
        " delav overordnetsystem ylajarjestelma overordnatsystem",
        "aliases": "alias othernames alsoknownas aka acronym abbreviation shortname kurzname"
        " abkurzung kurzel weiterenamen sigle acronyme autresnoms siglas otrosnombres afkorting"
        " anderenamen forkortelse andrenavn lyhenne forkortning andranamn",
        "owner": "organisation organization department businessowner ownedby ownerid"
        " eigentumer eigner besitzer organisationseinheit amt abteilung fachbereich behorde"
        " ~verantwortlich ~verantwortlicher proprietaire ~responsable ~direction propietario"
        " departamento organismo eigenaar afdeling organisatie eier systemeier avdeling omistaja"
        " organisaatio vastuutaho agare systemagare ~forvaltning avdelning",
        "partition": "area domain ~group ~bereich domane domaine dominio domein domene doman ~alue",
        "team": "deliveryteam",
        "supplier": "vendor manufacturer hersteller lieferant anbieter fournisseur editeur"
        " proveedor fabricante leverancier leverandor toimittaja leverantor",
        "technologies": "technology techstack ~tech ~techs technologie technologien technik"
        " tecnologia tecnologias technologieen teknologi teknologier teknologia teknologiat teknik",
        "capabilities": "capability businesscapability businesscapabilities geschaftsfahigkeit"
        " geschaftsfahigkeiten capacitemetier capacitesmetier capacidad capacidades"
        " bedrijfsfunctie kapabilitet kyvykkyys formaga",
        "tags": "tag labels keywords schlagworte stichworte motscles etiquettes etiquetas"
        " trefwoorden stikkord avainsanat nyckelord",
        "description": "summary purpose ~comment ~comments ~notes beschreibung zweck ~bemerkung"
        " ~kommentar objet ~commentaire descripcion proposito ~comentario omschrijving"
        " beschrijving ~toelichting beskrivelse formal kuvaus beskrivning syfte",
        "lifecycle": "lifecyclestatus lifecyclestage ~status operationalstatus ~phase lebenszyklus"
        " betriebsstatus ~statut ~etat cycledevie ~estado ciclodevida levenscyclus ~fase"
        " livssyklus elinkaari elinkaarivaihe ~tila livscykel",
        "legacy": "islegacy legacysystem legacyit declaredlegacy altsystem istaltsystem"
        " altverfahren systemeobsolete ~obsolete sistemaheredado heredado ~obsoleto ~verouderd"
        " arvesystem ~utdatert ~vanhentunut arvsystem ~foraldrat",
        "legacy_reasons": "legacyreason ~reasons",
        "in_service_since": "golive golivedate inservice yearintroduced introduced ~since"
        " einfuhrung einfuhrungsdatum inbetriebnahme inbetriebseit ~seit miseenservice"
        " datedemiseenservice puestaenmarcha enserviciodesde ingebruikname ingebruiksinds"
        " idriftsatt ibruksiden kayttoonotto kayttoonottovuosi driftsatt driftstart ibruksedan",
        "end_of_support": "eol endoflife eos eolsupport endofsupportdate endoflifedate eoldate"
        " supportends supportend supportuntil supportende wartungsende endedeswartungsvertrags"
        " lebensende findesupport findevie findemaintenance findesoporte findevida"
        " eindeondersteuning eindesupport eindelevensduur supportslutt tuenpaattyminen"
        " elinkaarenloppu supportslut",
        "contract_end": "contractends contractenddate contractexpiry contractexpires vertragsende"
        " findecontrat findecontrato eindecontract contracteinde kontraktslutt avtaleslutt"
        " sopimuspaattyy sopimuksenpaattyminen avtalsslut avtalslut",
        "criticality": "businesscriticality kritikalitat geschaftskritikalitat criticite"
        " criticidad kriticiteit kritikalitet kritiskhet kriittisyys",
        "users": "numberofusers usercount nousers nutzer benutzer anwender anzahlnutzer"
        " anzahlbenutzer nutzerzahl utilisateurs nombredutilisateurs nombreutilisateurs usuarios"
        " numerodeusuarios gebruikers aantalgebruikers brukere antallbrukere kayttajat"
        " kayttajamaara anvandare antalanvandare",
        "functional_fit": "functionalsuitability businessfit functionalscore",
        "technical_fit": "technicalsuitability technicalscore",
        "annual_run_cost": "runcost annualcost yearlycost opex annualrunningcost runningcost"
        " costperyear runcostperyear betriebskosten jahreskosten kostenprojahr laufendekosten"
        " jahrlichekosten coutannuel coutsannuels coutdexploitation costeanual costoanual"
        " jaarlijksekosten kostenperjaar arligkostnad driftskostnad driftskostnader"
        " vuosikustannus arskostnad driftkostnad",
        "replacement_run_cost": "newruncost futureruncost",
        "replacement_cost": "costtoreplace replacementbudget capex ablosekosten ersatzkosten"
        " coutderemplacement costedesustitucion costodereemplazo vervangingskosten"
        " utskiftingskostnad korvauskustannus ersattningskostnad",
        "replacement_effort_days": "effort effortdays replacementeffort",
        "replacement_duration_days": "duration durationdays replacementduration",
        "data_migration_effort_days": "datamigrationeffort migrationeffort",
        "successor": "replacedby nachfolger nachfolgesystem ersetztdurch successeur remplacepar"
        " sucesor reemplazadopor sustituidopor opvolger vervangendoor etterfolger erstattesav"
        " seuraaja korvaavajarjestelma eftertradare ersattsav",
        "not_before": "earliestgolive",
    },
    "dependencies": {
        "consumer": "~source ~from caller client ~sourceid ~fromid consumerid consumersystem"
        " ~sourcesystem ~sourcename ~fromsystem dependent aufrufer abhangigessystem ~quelle"
        " ~quellsystem ~von ~systemesource ~origen ~sistemaorigen afnemer ~bron ~bronsysteem ~van"
        " konsument ~kilde ~kildesystem ~fra ~lahde ~lahdejarjestelma ~kalla ~kallsystem ~fran",
        "provider": "~target ~to ~destination callee server ~targetid ~toid ~destinationid"
        " providerid providersystem ~targetsystem ~destinationsystem ~targetname ~tosystem"
        " dependson abhangigvon bereitsteller ~ziel ~zielsystem ~nach ~cible ~systemecible"
        " ~destino ~sistemadestino aanbieder ~doel ~doelsysteem ~naar tilbyder ~mal ~malsystem"
        " ~til ~kohde ~kohdejarjestelma ~till tillhandahallare",
        "id": "dependencyid relationshipid ~key interfaceid",
        "kind": "type relationtype relationshiptype dependencytype ~art typ tipo soort tyyppi",
        "interface": "interfacename api contract schnittstelle interfaz koppeling koppelvlak"
        " grensesnitt rajapinta liittyma granssnitt",
        "description": "~label ~comment ~comments ~notes ~relationship beschreibung zweck"
        " ~bemerkung ~commentaire descripcion omschrijving beschrijving beskrivelse kuvaus"
        " beskrivning",
        "entities": "entity dataentities data dataobjects daten datenobjekte donnees datos"
        " gegevens tiedot uppgifter",
        "technology": "technologies protocol technologie protokoll protocole tecnologia protocolo"
        " teknologi teknologia protokolla teknik",
        "frequency_per_day": "~frequency callsperday",
    },
    "organisations": {
        "id": "organisationid organizationid",
        "name": "organisation organization bezeichnung nom nombre naam navn nimi namn"
        " organisationseinheit behorde organismo organizacion organisatie organisasjon"
        " organisaatio myndighet",
        "parent": "parentid partof teilvon onderdeelvan delav",
    },
    "data_entities": {
        "id": "entityid dataentityid",
        "name": "entity dataentity bezeichnung nom nombre naam navn nimi namn datenobjekt"
        " objetdedonnees objetodedatos gegevensobject dataobjekt informasjonsobjekt tietoaineisto"
        " informationsobjekt",
        "sensitivity": "classification dataclassification schutzbedarf klassifizierung"
        " vertraulichkeit sensibilite confidentialite sensibilidad clasificacion gevoeligheid"
        " classificatie klassifisering luokitus informationsklassning",
    },
    "holdings": {
        "system": "systemid application applicationid systemname anwendung verfahren systeme"
        " sistema aplicacion systeem applicatie applikasjon fagsystem jarjestelma applikation",
        "entity": "entityid dataentity dataentityid dataobject entityname datenobjekt"
        " objetdedonnees objetodedatos gegevensobject dataobjekt informasjonsobjekt tietoaineisto"
        " informationsobjekt",
        "role": "rolle rol rooli roll",
        "records": "recordcount numberofrecords",
    },
    "inventory": {},
    "evidence": {"system": "systemid", "dependency": "dependencyid"},
}
"""By table and column."""
