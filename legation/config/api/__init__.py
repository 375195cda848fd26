"""The JSON API, version 1: the rooms' routes under one roof, described by one OpenAPI document."""
