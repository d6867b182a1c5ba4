"""What is done by the clock, in UTC: tasks and how often, in seconds or at which minutes; and by which workers."""

from celery.schedules import crontab

# A slow receiver or provider must not hold what else is to be done: they have workers of their own.
CELERY_TASK_ROUTES = {
    "fashionistar.webhooks.tasks.send_webhooks": {"queue": "webhooks"},
    "fashionistar.notifications.tasks.send_notifications": {"queue": "notifications"},
    "fashionistar.notifications.tasks.sweep_notifications": {"queue": "notifications"},
    "fashionistar.measurements.tasks.run_estimate": {"queue": "measurements"},
    "fashionistar.chat.tasks.process_attachment": {"queue": "attachments"},
}
CELERY_BEAT_SCHEDULE = {
    "expire-stock-holds": {"task": "fashionistar.inventory.tasks.expire_stock_holds", "schedule": 15.0},
    "prune-events": {"task": "fashionistar.kernel.tasks.prune_events", "schedule": crontab(hour=3, minute=17)},
    "sweep-webhooks": {"task": "fashionistar.payments.tasks.sweep_webhooks", "schedule": 10.0},
    "sweep-payments": {"task": "fashionistar.payments.tasks.sweep_payments", "schedule": 30.0},
    "sweep-refunds": {"task": "fashionistar.payments.tasks.sweep_refunds", "schedule": 30.0},
    "release-due-escrow": {"task": "fashionistar.settlement.tasks.release_due_escrow", "schedule": 300.0},
    "sweep-payouts": {"task": "fashionistar.payouts.tasks.sweep_payouts", "schedule": 30.0},
    "request-due-payouts": {
        "task": "fashionistar.payouts.tasks.request_due_payouts",
        "schedule": crontab(minute=7),
    },
    "report-hanging-payouts": {
        "task": "fashionistar.payouts.tasks.report_hanging_payouts",
        "schedule": crontab(minute=37),
    },
    # Each hour of the night once more: what stopped is taken up, what is done is not done again.
    "reconcile-gateways": {
        "task": "fashionistar.reconciliation.tasks.reconcile_gateways",
        "schedule": crontab(hour="2-6", minute=23),
    },
    "sweep-disputes": {"task": "fashionistar.payments.tasks.sweep_disputes", "schedule": 900.0},
    "sweep-estimates": {"task": "fashionistar.measurements.tasks.sweep_estimates", "schedule": 15.0},
    "sweep-notifications": {"task": "fashionistar.notifications.tasks.sweep_notifications", "schedule": 3.0},
    "prune-notifications": {
        "task": "fashionistar.notifications.tasks.prune_notifications",
        "schedule": crontab(hour=3, minute=27),
    },
    "prune-challenges": {
        "task": "fashionistar.accounts.tasks.prune_challenges",
        "schedule": crontab(hour=3, minute=37),
    },
    "prune-invitations": {
        "task": "fashionistar.vendors.tasks.prune_invitations",
        "schedule": crontab(hour=3, minute=57),
    },
    "expire-offers": {"task": "fashionistar.offers.tasks.expire_offers", "schedule": 60.0},
    "prune-conversations": {
        "task": "fashionistar.chat.tasks.prune_conversations",
        "schedule": crontab(hour=4, minute=7),
    },
    "queue-reminders": {"task": "fashionistar.reminders.tasks.queue_reminders", "schedule": 60.0},
    "sweep-attachments": {"task": "fashionistar.chat.tasks.sweep_attachments", "schedule": 15.0},
    "expire-gift-cards": {"task": "fashionistar.wallets.tasks.expire_gift_cards", "schedule": crontab(minute=7)},
    "sweep-webhook-deliveries": {"task": "fashionistar.webhooks.tasks.sweep_webhook_deliveries", "schedule": 5.0},
    "prune-webhook-deliveries": {
        "task": "fashionistar.webhooks.tasks.prune_webhook_deliveries",
        "schedule": crontab(hour=3, minute=47),
    },
}
