"""Each address in its one form, and identities at Google that have a subject."""

import idna
from django.db import migrations, models

_ASCII = r"^[!-~]+$"


def keep_one_form(apps, schema_editor):
    """Write domains as the DNS has them; two accounts of one address stop the migration, for people to decide."""
    users = apps.get_model("accounts", "User").objects
    for user in users.filter(email__isnull=False).exclude(email__regex=_ASCII):
        local, _, domain = user.email.rpartition("@")
        user.email = f"{local}@{idna.encode(domain, uts46=True).decode()}"
        user.save(update_fields=["email"])



class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_audit_by_time'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RunPython(keep_one_form, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='user',
            name='email',
            field=models.EmailField(blank=True, help_text='In its one form: see `identifiers`.', max_length=254, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name='googleidentity',
            constraint=models.CheckConstraint(condition=models.Q(('subject', ''), _negated=True), name='google_identity_has_subject'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email__regex', '^[!-~]+$')), name='user_email_ascii'),
        ),
    ]
