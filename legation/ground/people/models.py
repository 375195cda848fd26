from collections.abc import Mapping
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class PersonManager(BaseUserManager["Person"]):
    def create_person(self, *, email: str, name: str, password: str, language: str = "en") -> "Person":
        """A member of staff who can sign in with `email` and `password`."""
        person = self.model(email=self.normalize_email(email), name=name, language=language)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in: in this edition a member of staff. What they may do comes from their posts' roles."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[PersonManager] = PersonManager()

    held: Mapping[str, set[int]] | None = None
    """The roles of whoever asks, by the keys of posts, as a request begins: `posts.staff` reads both."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Citizen(models.Model):
    """A member of the public with an account: a verified e-mail address, a person the national sign-on knows, or both.

    Who they are is sealed under a key of their own; they are found by blind indexes only.
    """

    address = models.BinaryField(max_length=16, null=True, unique=True, help_text="blind index of the address")
    subject = models.BinaryField(max_length=16, null=True, unique=True, help_text="blind index of issuer and subject")
    data_key = models.BinaryField(max_length=40)
    details = models.BinaryField(help_text="JSON sealed under the data key")
    language = models.CharField(max_length=2, default="en")
    created_at = models.DateTimeField()


class SignInLink(models.Model):
    """A link that was mailed to an address: it proves the address once, within its time."""

    token = models.BinaryField(max_length=16, unique=True, help_text="blind index of the token in the link")
    address = models.BinaryField(help_text="sealed under the instance's key for links")
    language = models.CharField(max_length=2)
    ends_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A WebAuthn credential of a member of staff or of a citizen; `name` is what they call it."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="passkeys")
    citizen = models.ForeignKey(Citizen, null=True, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=1023)
    count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(citizen=None), name="passkey_has_one_owner"
            )
        ]


class Sitting(models.Model):
    """One session of a member of staff: on which kind of device it was begun, and when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sittings")
    session = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    begun_at = models.DateTimeField()
