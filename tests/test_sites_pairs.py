"""Pairs of names that must be one site, and pairs that must not, from general knowledge."""

import pandas as pd
import pytest

from trialsites.sites import Spelling, cluster_block, dedupe

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
