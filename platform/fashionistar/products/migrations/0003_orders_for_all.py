"""Lists are read in their order by those who may see drafts, too, so the indexes hold all products."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0002_search")]

    operations = [
        migrations.RemoveIndex(model_name="product", name="product_newest"),
        migrations.RemoveIndex(model_name="product", name="product_name"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["-published_at", "-id"], name="product_newest"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["name", "id"], name="product_name"),
        ),
    ]
