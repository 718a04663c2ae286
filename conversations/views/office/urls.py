from django.urls import path

from conversations.views.office import assignments, blocks, chats, people, replies

urlpatterns = [
    path("people/", people.index, name="office_people"),
    path("people/new/", people.create, name="office_person_new"),
    path("people/<uuid:uuid>/", people.edit, name="office_person"),
    path("people/<uuid:uuid>/capacity/", people.change_capacity, name="office_capacity"),
    path("people/<uuid:uuid>/brands/", people.change_accesses, name="office_accesses"),
    path("people/<uuid:person>/brands/<uuid:brand>/", assignments.edit, name="office_assignment"),
    path(
        "people/<uuid:person>/brands/<uuid:brand>/end/",
        assignments.end,
        name="office_assignment_end",
    ),
    path("brands/<uuid:uuid>/team/", assignments.team, name="office_brand_team"),
    path("replies/", replies.index, name="office_replies"),
    path("replies/new/", replies.create, name="office_reply_new"),
    path("replies/<uuid:uuid>/", replies.edit, name="office_reply"),
    path("replies/<uuid:uuid>/delete/", replies.delete, name="office_reply_delete"),
    path("blocks/", blocks.index, name="office_blocks"),
    path("blocks/<uuid:uuid>/lift/", blocks.lift, name="office_block_lift"),
    path("chats/", chats.index, name="office_chats"),
    path("chats/<uuid:uuid>/", chats.detail, name="office_chat"),
]
