"""The words the shield looks for unless ``cmxero.toml`` lists others.

Diagnoses, symptoms and treatments, in the forms they are written in. What a provider sells is
left out on purpose (psychology, rehabilitation, pain management, injury management): those words
stand in the names of costs and say nothing about one person.
"""

HEALTH_WORDS: tuple[str, ...] = (
    "diagnosis", "diagnoses", "diagnosed", "prognosis",
    "depression", "depressive", "depressed", "anxiety", "panic attack", "panic attacks",
    "ptsd", "post traumatic stress", "posttraumatic stress", "bipolar", "schizophrenia",
    "psychosis", "psychotic", "suicide", "suicidal", "self harm", "eating disorder", "adhd",
    "autism", "autistic", "dementia",
    "fracture", "fractures", "fractured", "amputation", "amputated", "laceration", "hernia",
    "concussion", "whiplash", "sprain", "sprains", "strain", "strains",
    "torn ligament", "disc bulge", "spinal cord injury",
    "brain injury", "tbi", "stroke", "epilepsy", "seizure", "seizures",
    "cancer", "tumour", "tumor", "chemotherapy", "hiv", "hepatitis", "diabetes", "diabetic",
    "pregnant", "pregnancy", "miscarriage",
    "surgery", "surgical", "operation on", "medication", "medications", "antidepressant",
    "antidepressants", "opioid", "opioids", "methadone", "substance abuse", "drug use",
    "alcohol abuse", "alcoholic", "addiction",
    "sexual assault", "domestic violence",
)  # fmt: skip
