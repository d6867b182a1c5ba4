"""Words in names and descriptions are looked up by their trigrams."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial"), ("vendors", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="product",
            index=GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="product_name_search"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=GinIndex(OpClass(Upper("description"), "gin_trgm_ops"), name="product_description_search"),
        ),
    ]
