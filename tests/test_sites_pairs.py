"""Pairs of names that must be one site, and pairs that must not, from general knowledge."""

import pandas as pd
import pytest

from trialsites.sites import Spelling, cluster_block, dedupe
from trialsites.sites.known import institutions

ONE = [
    # case, accents, punctuation, abbreviations
    ("Hôpital Européen Georges-Pompidou", "HOPITAL EUROPEEN GEORGES POMPIDOU", "Paris", "FR"),
    ("Massachusetts General Hospital", "Massachusetts Gen. Hosp.", "Boston", "US"),
    (
        "Memorial Sloan Kettering Cancer Center",
        "Memorial Sloan-Kettering Canc Ctr",
        "New York",
        "US",
    ),
    ("Saint Vincent's Hospital", "St. Vincent's Hospital", "Melbourne", "AU"),
    ("Univ. Klinikum Heidelberg", "Universitätsklinikum Heidelberg", "Heidelberg", "DE"),
    # kinds and translations
    ("CHU de Rennes", "Rennes University Hospital", "Rennes", "FR"),
    ("Centre Hospitalier Universitaire de Rennes", "CHU Rennes", "Rennes", "FR"),
    ("Rennes - CHU", "C.H.U. de Rennes", "Rennes", "FR"),
    ("CHRU Brest", "Centre Hospitalier Régional Universitaire de Brest", "Brest", "FR"),
    ("Universitair Ziekenhuis Gent", "Ghent University Hospital", "Ghent", "BE"),
    ("Universitätsspital Basel", "University Hospital Basel", "Basel", "CH"),
    ("Hospital Universitario La Paz", "La Paz University Hospital", "Madrid", "ES"),
    ("Azienda Ospedaliero-Universitaria Careggi", "AOU Careggi", "Firenze", "IT"),
    ("Fakultní nemocnice Olomouc", "University Hospital Olomouc", "Olomouc", "CZ"),
    ("Szpital Uniwersytecki w Krakowie", "University Hospital in Krakow", "Kraków", "PL"),
    ("Karolinska Universitetssjukhuset", "Karolinska University Hospital", "Stockholm", "SE"),
    # departments, persons, addresses, codes
    ("Institut Bergonié", "Institut Bergonié - Service d'Oncologie Médicale", "Bordeaux", "FR"),
    (
        "Percy Military Hospital",
        "Department of Neurology, Percy Military Hospital",
        "Clamart",
        "FR",
    ),
    ("Ospedale Niguarda", "Ospedale Niguarda - S.C. Ematologia", "Milano", "IT"),
    ("Charité", "Prof. Ada Muster, Charité", "Berlin", "DE"),
    ("Institut Jules Bordet", "Institut Jules Bordet /ID# 217711", "Brussels", "BE"),
    ("Institut Jules Bordet", "Institut Jules Bordet ( Site 0403)", "Brussels", "BE"),
    ("Oslo University Hospital", "1204 - Oslo University Hospital", "Oslo", "NO"),
    ("Beaumont Hospital", "Beaumont Hospital, Beaumont Road 9", "Dublin", "IE"),
    # networks, order of words, typing errors
    ("AP-HP - Hôpital Saint-Louis", "Hôpital Saint-Louis", "Paris", "FR"),
    ("Hôpital Edouard Herriot", "Hospices Civils de Lyon - Hôpital Edouard Herriot", "Lyon", "FR"),
    ("Centre Léon Bérard", "Lyon - Centre Léon Bérard", "Lyon", "FR"),
    ("Royal Marsden Hospital", "Royal Marsden Hosptial", "Sutton", "GB"),
    (
        "Clínica Universidad de Navarra",
        "Clinica Universidad de Navarra; Hematologia",
        "Pamplona",
        "ES",
    ),
    # letters lost on the way
    ("St George's Hospital", "St George?s Hospital", "London", "GB"),
    ("Institut Català d'Oncologia", "Institut Catala d?Oncologia", "Badalona", "ES"),
    # numbers and qualifiers that agree
    ("City Hospital No. 40", "City Hospital # 40", "Saint Petersburg", "RU"),
    (
        "The First Affiliated Hospital of Soochow University",
        "1st Affiliated Hospital of Soochow University",
        "Suzhou",
        "CN",
    ),
    (
        "Great Ormond Street Hospital for Children",
        "Great Ormond Street Children's Hospital",
        "London",
        "GB",
    ),
    # qualifiers that agree, in other words
    (
        "Alder Hey Children's Hospital",
        "Alder Hey Children's NHS Foundation Trust",
        "Liverpool",
        "GB",
    ),
    ("Hospital Infantil Universitario Niño Jesús", "Hospital Niño Jesús", "Madrid", "ES"),
    ("Ospedale Pediatrico Bambino Gesù", "Bambino Gesù Children's Hospital", "Roma", "IT"),
    ("Royal Hospital for Children", "Royal Hospital for Children, Glasgow", "Glasgow", "GB"),
    ("Moorfields Eye Hospital", "Moorfields Eye Hospital NHS Foundation Trust", "London", "GB"),
    # numbers and ordinals
    ("Krankenhaus Nr. 7", "Krankenhaus No. 7", "Leipzig", "DE"),
    (
        "Second Affiliated Hospital of Dalian Medical University",
        "2nd Affiliated Hospital, Dalian Medical University",
        "Dalian",
        "CN",
    ),
    ("Szpital Kliniczny Nr 2", "Samodzielny Publiczny Szpital Kliniczny nr 2", "Szczecin", "PL"),
    ("City Clinical Hospital No. 52", "City Clinical Hospital #52", "Moscow", "RU"),
    ("City Polyclinic No. 109", "City Polyclinic #109", "Kazan", "RU"),
    ("City Polyclinic № 109", "City Polyclinic N° 109", "Kazan", "RU"),
    # campuses
    (
        "Charité Campus Benjamin Franklin",
        "Charité - Universitätsmedizin Berlin, Campus Benjamin Franklin",
        "Berlin",
        "DE",
    ),
    ("Monash Medical Centre", "Monash Health, Monash Medical Centre", "Clayton", "AU"),
    # departments
    ("Hospital Italiano", "Hospital Italiano - Servicio de Cardiología", "Buenos Aires", "AR"),
    ("Groote Schuur Hospital", "Division of Nephrology, Groote Schuur Hospital", "Cape Town", "ZA"),
    (
        "Shaare Zedek Medical Center",
        "Shaare Zedek Medical Center - Oncology Institute",
        "Jerusalem",
        "IL",
    ),
    # renamings
    ("Erasmus MC", "Erasmus Medisch Centrum", "Rotterdam", "NL"),
    ("Hospital Universitari Vall d'Hebron", "Hospital General Vall d'Hebron", "Barcelona", "ES"),
    # trusts
    (
        "John Radcliffe Hospital",
        "Oxford University Hospitals NHS Foundation Trust - John Radcliffe Hospital",
        "Oxford",
        "GB",
    ),
    # acronyms
    ("UMC Utrecht", "Universitair Medisch Centrum Utrecht", "Utrecht", "NL"),
    # multilingual
    ("Universitätsklinikum Tübingen", "University Hospital Tuebingen", "Tübingen", "DE"),
    ("Oslo universitetssykehus", "Oslo University Hospital", "Oslo", "NO"),
    ("Helsinki University Hospital", "Helsingin yliopistollinen keskussairaala", "Helsinki", "FI"),
    ("Hacettepe Üniversitesi Hastanesi", "Hacettepe University Hospital", "Ankara", "TR"),
    ("Fakultní nemocnice Brno", "University Hospital Brno", "Brno", "CZ"),
    ("Klinički bolnički centar Zagreb", "University Hospital Centre Zagreb", "Zagreb", "HR"),
    ("Aarhus Universitetshospital", "Aarhus University Hospital", "Aarhus", "DK"),
    ("Skånes universitetssjukhus", "Skane University Hospital", "Lund", "SE"),
    (
        "Vilniaus universiteto ligoninė Santaros klinikos",
        "Vilnius University Hospital Santaros Klinikos",
        "Vilnius",
        "LT",
    ),
    ("Hospital Kuala Lumpur", "Kuala Lumpur Hospital", "Kuala Lumpur", "MY"),
    # sponsor codes
    (
        "Tallaght University Hospital",
        "Tallaght University Hospital-Site Number:3720003",
        "Dublin",
        "IE",
    ),
    ("Siriraj Hospital", "Siriraj Hospital /ID# 160213", "Bangkok", "TH"),
    (
        "Kaohsiung Medical University Chung-Ho Memorial Hospital",
        "Kaohsiung Medical University Chung-Ho Memorial Hospital ( Site 0305)",
        "Kaohsiung",
        "TW",
    ),
    # persons
    ("Prof. Dr. Erika Mustermann, Klinikum Grosshadern", "Klinikum Großhadern", "München", "DE"),
    # knowledge: full names, former names, trusts
    ("LUMC", "Leids Universitair Medisch Centrum", "Leiden", "NL"),
    ("Leiden University Medical Center", "LUMC", "Leiden", "NL"),
    ("CHUV", "Centre Hospitalier Universitaire Vaudois", "Lausanne", "CH"),
    ("INCan", "Instituto Nacional de Cancerología", "Mexico City", "MX"),
    ("IPO Porto", "Instituto Português de Oncologia do Porto", "Porto", "PT"),
    ("Queen Elizabeth University Hospital", "Southern General Hospital", "Glasgow", "GB"),
    (
        "Addenbrooke's Hospital",
        "Cambridge University Hospitals NHS Foundation Trust",
        "Cambridge",
        "GB",
    ),
    (
        "Hospital das Clínicas da Faculdade de Medicina da USP",
        "Hospital das Clinicas FMUSP",
        "São Paulo",
        "BR",
    ),
    (
        "Auckland City Hospital",
        "GSK Investigational Site 1187, Auckland City Hospital",
        "Auckland",
        "NZ",
    ),
    ("Christie Hospital", "The Christie NHS Foundation Trust", "Manchester", "GB"),
    # a clinic for some people inside the hospital
    (
        "Kinderklinik - Universitätsklinikum Arville",
        "Universitätsklinikum Arville",
        "Arville",
        "DE",
    ),
    ("Universitätsklinikum Arville; Frauenklinik", "Universitätsklinikum Arville", "Arville", "DE"),
    ("Psychiatry Unit, Bukufir Hospital", "Bukufir Hospital", "Tampa", "US"),
    # typing errors in what a house calls itself; a side that is part of its name
    ("National Taiwan Universtiy Hospital", "National Taiwan University Hospital", "Taipei", "TW"),
    ("North Zealand Hospital", "Hillerød Hospital", "Hillerød", "DK"),
    (
        "North Star Lodge Cancer Center at Yakima Valley Memorial Hospital",
        "Yakima Valley Mem Hosp/North Star Lodge",
        "Yakima",
        "US",
    ),
    (
        "Evanston Northwestern Health Care - Evanston Hospital",
        "Evanston Hospital",
        "Evanston",
        "US",
    ),
]

TWO = [
    # placeholders
    ("Research Site", "Research Site", "Lyon", "FR"),
    ("Local Institution - 0012", "Local Institution - 0013", "Lyon", "FR"),
    ("Pfizer Investigational Site", "Novartis Investigative Site", "Lyon", "FR"),
    ("Investigational Site Number 840001", "Investigational Site Number 840002", "Tampa", "US"),
    # numbers and ordinals
    ("City Hospital No. 1", "City Hospital No. 2", "Kazan", "RU"),
    (
        "First Affiliated Hospital of Zhejiang University",
        "Second Affiliated Hospital of Zhejiang University",
        "Hangzhou",
        "CN",
    ),
    ("The 1st Hospital of Harbin", "The 2nd Hospital of Harbin", "Harbin", "CN"),
    ("The First Affiliated Hospital", "The Third Affiliated Hospital", "Guangzhou", "CN"),
    # points of the compass
    ("Hôpital Nord", "Hôpital Sud", "Grenoble", "FR"),
    ("Groupement Hospitalier Nord", "Groupement Hospitalier Sud", "Lyon", "FR"),
    ("Toronto Western Hospital", "Toronto General Hospital", "Toronto", "CA"),
    # saints
    ("St. Mary's Hospital", "St. Mark's Hospital", "London", "GB"),
    ("Hôpital Saint-Joseph", "Hôpital Saint-Antoine", "Paris", "FR"),
    ("St. Luke's Hospital", "St. John's Hospital", "Springfield", "US"),
    ("Krankenhaus St. Elisabeth", "Krankenhaus St. Joseph", "Bonn", "DE"),
    # children, women, eye, mental, veterans, military, dental
    ("Sacred Heart Hospital", "Sacred Heart Children's Hospital", "Spokane", "US"),
    ("Hospital de Clínicas", "Hospital de Niños", "Buenos Aires", "AR"),
    ("Cleveland VA Medical Center", "Cleveland Medical Center", "Cleveland", "US"),
    ("Tianjin Eye Hospital", "Tianjin Chest Hospital", "Tianjin", "CN"),
    ("Moscow Psychiatric Hospital", "Moscow Children's Hospital", "Moscow", "RU"),
    ("University Dental Hospital", "University Hospital", "Cardiff", "GB"),
    # campuses and neighbours in a town
    ("CHU de Caen", "Centre François Baclesse", "Caen", "FR"),
    ("Hôpital Pellegrin", "Hôpital Saint-André", "Bordeaux", "FR"),
    ("CHU Lille - Hôpital Huriez", "CHU Lille - Hôpital Calmette", "Lille", "FR"),
    ("CHU Dijon - Bocage", "Centre Georges-François Leclerc", "Dijon", "FR"),
    ("Hôpital Cochin", "Hôpital Tenon", "Paris", "FR"),
    ("MD Anderson Cancer Center", "UT Health Science Center Houston", "Houston", "US"),
    ("Mount Sinai Hospital", "Mount Auburn Hospital", "New York", "US"),
    ("Seoul National University Hospital", "Seoul St. Mary's Hospital", "Seoul", "KR"),
    (
        "Akdeniz University School of Medicine",
        "Bahcesehir University School of Medicine",
        "Antalya",
        "TR",
    ),
    ("Hospital Clínico San Carlos", "Hospital Ramón y Cajal", "Madrid", "ES"),
    ("Ospedale San Raffaele", "Ospedale San Paolo", "Milano", "IT"),
    # universities, practices, research companies
    ("Yale University", "Yale New Haven Hospital", "New Haven", "US"),
    ("Neurologische Praxis Eppendorf", "Universitätsklinikum Eppendorf", "Hamburg", "DE"),
    ("Tampa Clinical Research", "Tampa General Hospital", "Tampa", "US"),
    ("Texas Oncology", "Texas Neurology", "Dallas", "US"),
    ("Dr. Ada Muster", "Dr. Bela Muster", "Wien", "AT"),
    ("Clinique du Parc", "Clinique des Cèdres", "Toulouse", "FR"),
    ("Miami Cancer Institute", "Miami Heart Institute", "Miami", "US"),
    # qualifiers
    ("Hospital General de México", "Hospital Infantil de México", "Mexico City", "MX"),
    ("Royal Women's Hospital", "Royal Children's Hospital", "Melbourne", "AU"),
    ("Queen Charlotte's Maternity Hospital", "Charing Cross Hospital", "London", "GB"),
    (
        "Narayana Hrudayalaya Cardiac Hospital",
        "Narayana Nethralaya Eye Hospital",
        "Bangalore",
        "IN",
    ),
    ("Hôpital Femme Mère Enfant", "Hôpital Louis Pradel", "Bron", "FR"),
    ("Ospedale dei Bambini Vittore Buzzi", "Ospedale Luigi Sacco", "Milano", "IT"),
    (
        "National Taiwan University Hospital",
        "National Taiwan University Children's Hospital",
        "Taipei",
        "TW",
    ),
    ("Shanghai Mental Health Center", "Shanghai Children's Medical Center", "Shanghai", "CN"),
    ("North Bristol Hospital", "South Bristol Hospital", "Bristol", "GB"),
    ("East Jefferson General Hospital", "West Jefferson Medical Center", "Metairie", "US"),
    ("Tartu Upper Clinic", "Tartu Lower Clinic", "Tartu", "EE"),
    # numbers
    (
        "Samodzielny Publiczny Szpital Kliniczny Nr 1",
        "Samodzielny Publiczny Szpital Kliniczny Nr 4",
        "Lublin",
        "PL",
    ),
    ("Városi Kórház II. Belgyógyászat", "Városi Kórház, III. sz. Rendelő", "Szeged", "HU"),
    ("Spitalul Clinic Județean Nr. 1", "Spitalul Clinic Județean Nr. 2", "Timișoara", "RO"),
    ("Third People's Hospital of Chengdu", "Fifth People's Hospital of Chengdu", "Chengdu", "CN"),
    ("Regional Clinical Hospital No. 1", "City Clinical Hospital No. 1", "Krasnodar", "RU"),
    ("301 Hospital", "302 Hospital", "Beijing", "CN"),
    ("Municipal Polyclinic No. 115", "Municipal Polyclinic No. 210", "Kazan", "RU"),
    ("424 Army Hospital", "Navy Hospital", "Thessaloniki", "GR"),
    # campuses
    ("Charité Campus Virchow-Klinikum", "Charité Campus Mitte", "Berlin", "DE"),
    ("St George Hospital, Kogarah", "Sutherland Hospital", "Sydney", "AU"),
    ("UZA Edegem", "ZNA Middelheim", "Antwerp", "BE"),
    ("Amsterdam UMC, locatie VUmc", "Amsterdam UMC, locatie AMC", "Amsterdam", "NL"),
    # departments and units are no reason
    (
        "Institut für Neurologie, Klinikum am Urban",
        "Institut für Neurologie, Klinikum im Friedrichshain",
        "Berlin",
        "DE",
    ),
    (
        "Department of Oncology, Hospital A. Posadas",
        "Department of Oncology, Hospital B. Roldán",
        "Buenos Aires",
        "AR",
    ),
    # trusts, systems, chains
    ("Medanta The Medicity", "Max Super Speciality Hospital", "Gurgaon", "IN"),
    ("Aga Khan University Hospital", "Liaquat National Hospital", "Karachi", "PK"),
    ("Netcare Milpark Hospital", "Netcare Rosebank Hospital", "Johannesburg", "ZA"),
    ("King Faisal Specialist Hospital", "King Fahd Hospital", "Jeddah", "SA"),
    ("King Khalid University Hospital", "King Khalid Eye Specialist Hospital", "Riyadh", "SA"),
    (
        "Barts Health NHS Trust - Royal London Hospital",
        "Barts Health NHS Trust - Newham University Hospital",
        "London",
        "GB",
    ),
    # acronyms that look alike
    ("UCSD", "UCSF", "San Diego", "US"),
    ("AIIMS", "NIMHANS", "Bangalore", "IN"),
    # multilingual neighbours
    ("Szpital Bielański", "Szpital Praski", "Warszawa", "PL"),
    ("Nemocnice Na Homolce", "Nemocnice Na Bulovce", "Praha", "CZ"),
    ("Ege Üniversitesi Hastanesi", "Dokuz Eylül Üniversitesi Hastanesi", "Izmir", "TR"),
    ("Hospital Sírio-Libanês", "Hospital Alemão Oswaldo Cruz", "São Paulo", "BR"),
    ("Universitätsklinikum des Saarlandes", "Caritasklinikum Saarbrücken", "Homburg", "DE"),
    ("Oulu University Hospital", "University of Oulu", "Oulu", "FI"),
    ("Seoul National University Bundang Hospital", "CHA Bundang Medical Center", "Seongnam", "KR"),
    ("Osaka City General Hospital", "Osaka General Medical Center", "Osaka", "JP"),
    ("Santa Maria Hospital", "Santa Marta Hospital", "Lisbon", "PT"),
    # persons, practices, companies
    ("Praxis Dr. Max Beispiel", "Praxis Dr. Mia Beispiel", "Köln", "DE"),
    (
        "Gemeinschaftspraxis Hämatologie Musterplatz",
        "Gemeinschaftspraxis Kardiologie Musterplatz",
        "Dresden",
        "DE",
    ),
    ("Phoenix Heart, PLLC", "Phoenix Eye Care, PLLC", "Phoenix", "US"),
    ("Alpha Clinical Trials", "Beta Clinical Trials", "Orlando", "US"),
    ("Dr. Jane Roe", "Dr. John Roe", "Dallas", "US"),
    # sponsor codes, placeholders
    ("Site 101", "Site 102", "Sofia", "BG"),
    ("Clinical Research Facility 0021", "Clinical Research Facility 0035", "Kyiv", "UA"),
    ("Investigative Site IT-004", "Investigative Site IT-007", "Napoli", "IT"),
    ("Centro de Investigación 12", "Centro de Investigación 14", "Lima", "PE"),
    ("Study Center 3", "Study Center 8", "Athens", "GR"),
    # names-both: town, ministry
    (
        "Cardiology Centre of the Ministry of Health of the Russian Federation",
        "Eye Institute of the Ministry of Health of the Russian Federation",
        "Moscow",
        "RU",
    ),
    # neighbours, branches and specialties around the world
    ("Leicester General Hospital", "Leicester Royal Infirmary", "Leicester", "GB"),
    (
        "Georgia Cancer Specialists - Northside",
        "Georgia Cancer Specialists - Decatur",
        "Atlanta",
        "US",
    ),
    ("Texas Oncology - Medical City", "Texas Oncology - Sammons", "Dallas", "US"),
    ("Nevada Urology Center", "Nevada Family Clinic", "Las Vegas", "US"),
    ("Universität Jena, Institut für Sportwissenschaft", "Universitätsklinikum Jena", "Jena", "DE"),
    (
        "University of Vienna, Department of Nutritional Sciences",
        "Allgemeines Krankenhaus der Stadt Wien",
        "Vienna",
        "AT",
    ),
    ("Texas Children's Hospital", "Baylor St. Luke's Medical Center", "Houston", "US"),
    ("Lurie Children's Hospital", "Northwestern Memorial Hospital", "Chicago", "US"),
    ("St. Jude Children's Research Hospital", "Le Bonheur Children's Hospital", "Memphis", "US"),
    ("Massachusetts Eye and Ear Infirmary", "Massachusetts General Hospital", "Boston", "US"),
    ("Dana-Farber Cancer Institute", "Brigham and Women's Hospital", "Boston", "US"),
    ("Complejo Hospitalario de Navarra", "Clínica Universidad de Navarra", "Pamplona", "ES"),
    ("Christ Hospital", "Christ Church Hospital", "Cincinnati", "US"),
    ("Mercy Hospital West", "Mercy Hospital Fairfield", "Cincinnati", "US"),
    ("Oncology Associates of the North", "Urology Associates of the North", "Anchorage", "US"),
    ("Kansas Heart Hospital", "Kansas Spine Hospital", "Wichita", "US"),
    ("Ohio Eye Clinic", "Ohio Heart Clinic", "Columbus", "US"),
    (
        "Hospital Regional de Alta Especialidad",
        "Hospital Regional 1° de Octubre",
        "Mexico City",
        "MX",
    ),
    ("Klinikum Nürnberg Nord", "Klinikum Nürnberg Süd", "Nürnberg", "DE"),
    ("Hospital del Mar", "Hospital de l'Esperança", "Barcelona", "ES"),
    ("Kliniken der Stadt Köln - Merheim", "Kliniken der Stadt Köln - Holweide", "Köln", "DE"),
    ("Guy's Hospital", "St Thomas' Hospital", "London", "GB"),
    ("Hammersmith Hospital", "Charing Cross Hospital", "London", "GB"),
    ("Northern General Hospital", "Royal Hallamshire Hospital", "Sheffield", "GB"),
    ("Western General Hospital", "Royal Infirmary of Edinburgh", "Edinburgh", "GB"),
    ("King Hussein Medical Center", "King Hussein Cancer Center", "Amman", "JO"),
    ("Cairo University Hospital", "Ain Shams University Hospital", "Cairo", "EG"),
    ("National Cancer Institute", "National Heart Institute", "Cairo", "EG"),
    ("Philippine General Hospital", "Philippine Heart Center", "Manila", "PH"),
    (
        "Lung Center of the Philippines",
        "National Kidney and Transplant Institute",
        "Quezon City",
        "PH",
    ),
    ("Chulalongkorn Hospital", "Ramathibodi Hospital", "Bangkok", "TH"),
    ("Bach Mai Hospital", "Viet Duc Hospital", "Hanoi", "VN"),
    ("Hospital Vozandes", "Hospital Metropolitano", "Quito", "EC"),
    ("Clínica Las Condes", "Clínica Alemana", "Santiago", "CL"),
    ("Clínica Reina Sofía", "Clínica Marly", "Bogotá", "CO"),
    ("Sorlandet Hospital Kristiansand", "Sorlandet Hospital Arendal", "Kristiansand", "NO"),
    ("Mater Misericordiae University Hospital", "Mater Private Hospital", "Dublin", "IE"),
    ("Hospital de São João", "Hospital de Santo António", "Porto", "PT"),
    (
        "Univerzitná nemocnica Bratislava, Nemocnica Ružinov",
        "Univerzitná nemocnica Bratislava, Nemocnica Kramáre",
        "Bratislava",
        "SK",
    ),
    ("Kyiv City Clinical Hospital No. 9", "Kyiv City Clinical Hospital No. 18", "Kyiv", "UA"),
    ("Queen Mary Hospital", "Queen Elizabeth Hospital", "Hong Kong", "HK"),
    ("Sunnybrook Health Sciences Centre", "Women's College Hospital", "Toronto", "CA"),
    ("Vancouver General Hospital", "St. Paul's Hospital", "Vancouver", "CA"),
    (
        "Rabin Medical Center - Beilinson",
        "Schneider Children's Medical Center",
        "Petah Tikva",
        "IL",
    ),
    ("Istanbul Florence Nightingale Hospital", "Sisli Etfal Hospital", "Istanbul", "TR"),
    ("Steve Biko Academic Hospital", "Pretoria Heart Hospital", "Pretoria", "ZA"),
    # houses of one group, kinds that differ by one word
    (
        "Nottingham Trent University",
        "Nottingham University Hospitals NHS Trust",
        "Nottingham",
        "GB",
    ),
    (
        "University of Sheffield",
        "Sheffield Teaching Hospitals NHS Foundation Trust",
        "Sheffield",
        "GB",
    ),
    ("Medical Center of Plano", "Plano Medical Institute", "Plano", "US"),
    (
        "Faculty of Sports Science, Mahidol University",
        "Siriraj Hospital, Mahidol University",
        "Bangkok",
        "TH",
    ),
    (
        "Hunan University of Chinese Medicine First Affiliated Hospital",
        "First Affiliated Hospital of Hunan Medical University",
        "Changsha",
        "CN",
    ),
    ("HUB - Hôpital Erasme", "UZ Brussel", "Brussels", "BE"),
    ("Apollo Hospitals, Greams Road", "Apollo Speciality Hospital, Vanagaram", "Chennai", "IN"),
    ("Royal Edinburgh Hospital", "Royal Infirmary of Edinburgh", "Edinburgh", "GB"),
    ("Manipal Hospital Whitefield", "Manipal Hospital Old Airport Road", "Bangalore", "IN"),
    ("Landspitali Fossvogur", "Landspitali Hringbraut", "Reykjavik", "IS"),
    # names so short that two well-known houses share them
    ("Hôpital Universitaire de Bruxelles", "Universitair Ziekenhuis Brussel", "Brussels", "BE"),
    (
        "Hospital do Coração",
        "Instituto do Coração do Hospital das Clínicas",
        "São Paulo",
        "BR",
    ),
    ("Shanghai Chest Hospital", "Shanghai Pulmonary Hospital", "Shanghai", "CN"),
    ("Beijing Hospital", "Beijing 302 Hospital", "Beijing", "CN"),
    ("Hospital Santa Paula", "Hospital São Paulo", "São Paulo", "BR"),
    (
        "Hospital General de Agudos Dr. J.M. Ramos Mejía",
        "Hospital General de Agudos Dr. Teodoro Álvarez",
        "Buenos Aires",
        "AR",
    ),
    ("Clínica Universidad de la Sabana", "Universidad de la Sabana", "Chía", "CO"),
    ("University of IL Chicago", "The University of Chicago", "Chicago", "US"),
    # a known house and its name with another town, quarter or side
    ("Kaiser Permanente Oakland", "Kaiser Permanente Richmond", "Oakland", "US"),
    ("Covenant Medical Center", "Covenant Medical Center-Lakeside", "Lubbock", "US"),
    ("HCA Houston Healthcare Kingwood", "HCA Houston Healthcare West", "Houston", "US"),
    ("Fortis Hospital", "Fortis Eye Hospital", "Delhi", "IN"),
    ("General Hospital of Ioannina", "University General Hospital of Ioannina", "Ioannina", "GR"),
    (
        "Mayo Clinic Hospital, Saint Marys Campus",
        "Mayo Clinic Hospital, Methodist Campus",
        "Rochester",
        "US",
    ),
    # houses that no file lists
    ("UZ Bramwell, lokatie Oudezijde", "UZ Bramwell", "Leuven", "BE"),
    ("Bukufir Children's Hospital", "Bukufir Hospital", "Tampa", "US"),
    ("Bukufir Hospital West", "Bukufir Hospital", "Tampa", "US"),
    ("Bukufir Hospital, Branch Donmure", "Bukufir Hospital", "Tampa", "US"),
    ("Faculty of Dentistry, Cairo University", "Cairo University", "Cairo", "EG"),
    ("Piedmont Urology PC", "Piedmont Hospital", "Atlanta", "US"),
    (
        "Allergy Partners of North Texas Research",
        "Pediatric Pulmonary Associates of North Texas",
        "Dallas",
        "US",
    ),
    ("NY Blood Ctr. HIVNET", "NY Univ. Med. Ctr. HIVNET", "New York", "US"),
    ("Hawaii Oncology", "University of Hawaii Cancer Center", "Honolulu", "US"),
    ("Rocky Mountain Cancer Centers - Midtown", "Rocky Mountain Cancer Centers", "Denver", "US"),
    ("Shandong Dermatology Hospital", "Shandong Cancer Hospital", "Jinan", "CN"),
    ("University of Utah Sugarhouse Health Center", "University of Utah Health", "Murray", "US"),
    ("Arkansas Primary Care Clinic", "Arkansas Urology Research Center", "Little Rock", "US"),
    # houses of one group
    ("Gartnavel General Hospital", "Gartnavel Royal Hospital", "Glasgow", "GB"),
    ("Ospedale Fatebenefratelli", "Ospedale Luigi Sacco", "Milano", "IT"),
    ("Christiana Hospital", "Wilmington Hospital", "Wilmington", "US"),
    (
        "Primary Children's Hospital/University of Utah",
        "University of Utah",
        "Salt Lake City",
        "US",
    ),
]


def together(one, two, city, country):
    spellings = [Spelling(name, city, country) for name in (one, two)]
    return len(set(cluster_block(spellings).labels)) == 1


@pytest.mark.parametrize(("one", "two", "city", "country"), ONE)
def test_one_site(one, two, city, country):
    assert together(one, two, city, country)


@pytest.mark.parametrize(("one", "two", "city", "country"), TWO)
def test_two_sites(one, two, city, country):
    rows = pd.DataFrame(
        [
            {
                "study": f"NCT0000000{n}",
                "position": 0,
                "facility": name,
                "department": "",
                "city": city,
                "state": "",
                "zip": "",
                "country": country,
                "country_code": country,
                "place_id": "",
                "place": "",
                "org_id": "",
            }
            for n, name in enumerate((one, two))
        ]
    )
    assert dedupe(rows).rows["site_id"].nunique() == 2


def test_two_campuses_of_a_known_hospital_are_never_one_however_little_is_asked():
    names = ["CHU Lille - Hôpital Huriez", "CHU Lille - Hôpital Calmette", "CHU Lille"]
    spellings = [Spelling(name, "Lille", "FR") for name in names]
    first, second, _ = cluster_block(spellings, threshold=0.02).labels
    assert first != second


def test_a_town_is_known_as_published_too():
    one, two = (
        Spelling(name, "Greifswald", "DE", "Universitäts- und Hansestadt Greifswald")
        for name in ("Ernst Moritz Arndt University, Innere Medizin", "Universitätsmedizin")
    )
    known = [institutions(spelling) for spelling in (one, two)]
    assert known[0] & known[1]


def test_hospitals_of_a_territory_are_known_with_those_of_its_state():
    assert together("CHU de Martinique", "Hôpital Pierre Zobda-Quitman", "Fort-de-France", "MQ")


def test_a_campus_known_under_two_names_is_one_site():
    assert together("Hôpital Swynghedauw", "CHU de Lille, Pierre Swynghedauw", "Lille", "FR")


@pytest.mark.parametrize(
    ("one", "two", "city", "country"),
    [
        (
            "University of Novi Grad, Department of Psychology",
            "University of Novi Grad, Department of Chemistry",
            "Novi Grad",
            "BA",
        ),
        (
            "Universitat Muster, Department of Psychology",
            "Universitat Muster",
            "Musterstadt",
            "DE",
        ),
    ],
)
def test_departments_of_a_university_are_asked_about_not_merged(one, two, city, country):
    assert not together(one, two, city, country)
    hospital = [
        name.replace("University", "Hospital").replace("Universitat", "Klinikum")
        for name in (one, two)
    ]
    assert together(*hospital, city, country)


def test_other_names_of_a_known_house_settle_what_two_leave_open():
    names = [
        "State University of New York - Upstate Medical University",
        "SUNY Upstate Medical University",
        "SUNY Upstate Medical University, Department of Neurology",
        "Upstate University Hospital",
        "SUNY Health Science Center at Syracuse",
    ]
    block = cluster_block([Spelling(name, "Syracuse", "US") for name in names])
    assert len(set(block.labels)) == 1


def test_two_houses_of_one_short_name_are_two_sites_in_any_order():
    names = [
        "Universitair Ziekenhuis Brussel",
        "UZ Brussel",
        "Hôpital Universitaire de Bruxelles",
        "Brussels University Hospital, Cardiology",
    ]
    for turned in (names, names[::-1]):
        spellings = [Spelling(name, "Brussels", "BE") for name in turned]
        found = cluster_block(spellings)
        site = dict(zip(turned, found.labels, strict=True))
        assert site[names[0]] == site[names[1]] != site[names[2]]
        assert len({found.keys[i] for i in found.labels}) == len(set(found.labels))


def test_one_department_of_a_university_is_one_site_however_it_is_abbreviated():
    names = (
        "University of Bukufir, Department of Neurology",
        "Univ of Bukufir / Dept of Neurology",
    )
    assert together(*names, "Tampa", "US")
