"""Razorpay's official Python SDK, unchanged, against the sandbox: what it accepts here it accepts there.

Run by `make conformance`, which builds the binary and names it in SANDBOX.
"""

import json
import os
import re
import subprocess
import threading
import unittest
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import razorpay
from razorpay.errors import BadRequestError, GatewayError, ServerError, SignatureVerificationError

KEY_ID = "rzp_test_conformance"
KEY_SECRET = "conformance-secret"
WEBHOOK_SECRET = "conformance-webhook-secret"


class Hook(BaseHTTPRequestHandler):
    """Takes webhooks, keeping the raw bytes."""

    received = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Hook.received.append((self.headers, body.decode()))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hook = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        threading.Thread(target=cls.hook.serve_forever, daemon=True).start()
        command = [os.environ["SANDBOX"], "--addr", "127.0.0.1:0", "--key-id", KEY_ID, "--key-secret", KEY_SECRET]
        command += ["--webhook-secret", WEBHOOK_SECRET, "--webhook-url", f"http://127.0.0.1:{cls.hook.server_port}/"]
        environment = {**os.environ, "RUST_LOG": "info", "NO_COLOR": "1"}
        cls.server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        # The system chooses the port, and the first line says which.
        line = cls.server.stderr.readline()
        found = re.search(r"http://[0-9.]+:\d+", line)
        if not found:
            cls.server.kill()
            raise RuntimeError(f"the sandbox did not start: {line}")
        cls.base = found.group()

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        code = cls.server.wait(timeout=10)
        cls.server.stderr.close()
        cls.hook.shutdown()
        cls.hook.server_close()
        assert code == 0, f"the sandbox ended with {code}"

    def setUp(self):
        self.client = razorpay.Client(auth=(KEY_ID, KEY_SECRET), base_url=self.base)
        self.addCleanup(self.client.session.close)
        self.control("/sandbox/faults", [])

    def control(self, path, body=None):
        """The sandbox's own surface."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def order(self, amount=50000, **more):
        return self.client.order.create({"amount": amount, "currency": "INR", **more})

    def pay(self, order):
        return self.control(f"/sandbox/orders/{order['id']}/pay", {})

    def paid(self, amount=50000):
        return self.pay(self.order(amount))["razorpay_payment_id"]

    def test_orders_are_created_fetched_listed_and_annotated(self):
        made = self.order(receipt="conformance-1", notes={"a": "b"})
        self.assertEqual((made["entity"], made["status"], made["amount_due"]), ("order", "created", 50000))
        self.assertEqual(self.client.order.fetch(made["id"]), made)
        listed = self.client.order.all({"receipt": "conformance-1", "count": 5})
        self.assertEqual((listed["entity"], listed["items"]), ("collection", [made]))
        edited = self.client.order.edit(made["id"], {"notes": {"c": "d"}})
        self.assertEqual(edited["notes"], {"c": "d"})
        self.assertEqual(self.order()["notes"], [])

    def test_payments_are_captured_by_hand(self):
        order = self.order(payment={"capture": "manual"})
        payment = self.pay(order)["razorpay_payment_id"]
        self.assertEqual(self.client.payment.fetch(payment)["status"], "authorized")
        captured = self.client.payment.capture(payment, 50000, {"currency": "INR"})
        self.assertEqual((captured["status"], captured["captured"], captured["fee"]), ("captured", True, 1000))
        with self.assertRaisesRegex(BadRequestError, "already been captured"):
            self.client.payment.capture(payment, 50000, {"currency": "INR"})
        self.assertEqual(self.client.order.payments(order["id"])["items"][0]["id"], payment)
        self.assertEqual(self.client.order.fetch(order["id"])["status"], "paid")
        self.assertIn(payment, [item["id"] for item in self.client.payment.all({"count": 100})["items"]])
        self.assertEqual(self.client.payment.fetchCardDetails(payment)["last4"], "1007")

    def test_refunds_are_made_once_per_key(self):
        payment = self.paid()
        key = {"X-Refund-Idempotency": "conformance-key-1"}
        first = self.client.payment.refund(payment, {"amount": 20000, "speed": "normal"}, headers=dict(key))
        self.assertEqual((first["entity"], first["amount"], first["status"]), ("refund", 20000, "processed"))
        again = self.client.payment.refund(payment, {"amount": 20000, "speed": "normal"}, headers=dict(key))
        self.assertEqual(again, first)
        with self.assertRaisesRegex(BadRequestError, "Different request with the same idempotency key"):
            self.client.payment.refund(payment, {"amount": 10000, "speed": "normal"}, headers=dict(key))
        rest = self.client.refund.create({"payment_id": payment})
        self.assertEqual(rest["amount"], 30000)
        with self.assertRaisesRegex(BadRequestError, "The payment has been fully refunded already"):
            self.client.payment.refund(payment, {"amount": 100})
        self.assertEqual(self.client.refund.fetch(first["id"]), first)
        refunds = self.client.payment.fetch_multiple_refund(payment)
        self.assertEqual([item["id"] for item in refunds["items"]], [rest["id"], first["id"]])
        self.assertEqual(self.client.payment.fetch(payment)["refund_status"], "full")

    def test_a_signed_checkout_is_believed_and_no_other(self):
        paid = self.pay(self.order())
        self.assertTrue(self.client.utility.verify_payment_signature(paid))
        with self.assertRaises(SignatureVerificationError):
            self.client.utility.verify_payment_signature({**paid, "razorpay_payment_id": "pay_12345678901234"})

    def test_webhooks_are_signed_over_their_raw_bytes(self):
        Hook.received.clear()
        payment = self.paid()
        self.client.payment.refund(payment, {"amount": 100})
        self.assertTrue(self.control("/sandbox/webhooks/idle")["idle"])
        events = sorted(json.loads(body)["event"] for _, body in Hook.received)
        self.assertEqual(events, ["order.paid", "payment.authorized", "payment.captured", "refund.created", "refund.processed"])
        for headers, body in Hook.received:
            signature = headers["X-Razorpay-Signature"]
            self.assertTrue(self.client.utility.verify_webhook_signature(body, signature, WEBHOOK_SECRET))
            with self.assertRaises(SignatureVerificationError):
                self.client.utility.verify_webhook_signature(body + "\n", signature, WEBHOOK_SECRET)

    def test_errors_become_the_exceptions_that_are_meant(self):
        with self.assertRaisesRegex(BadRequestError, "The amount field is required."):
            self.client.order.create({"currency": "INR"})
        with self.assertRaisesRegex(BadRequestError, "The id provided does not exist"):
            self.client.order.fetch("order_12345678901234")
        with self.assertRaisesRegex(BadRequestError, "The requested URL was not found on the server."):
            self.client.payment.fetchPaymentMethods()
        stranger = razorpay.Client(auth=(KEY_ID, "wrong"), base_url=self.base)
        self.addCleanup(stranger.session.close)
        with self.assertRaisesRegex(BadRequestError, "Authentication failed"):
            stranger.order.all()
        for status, error in [(500, ServerError), (504, GatewayError), (429, BadRequestError)]:
            self.control("/sandbox/faults", [{"on": "POST /v1/orders", "do": "status", "status": status}])
            with self.assertRaises(error):
                self.order()

    def test_settlements_are_listed_and_reported(self):
        self.paid()
        settlement = self.control("/sandbox/settlements/run", {})
        self.assertEqual(self.client.settlement.fetch(settlement["id"]), settlement)
        self.assertIn(settlement, self.client.settlement.all()["items"])
        report = self.client.settlement.report({"year": 2000, "month": 1})
        self.assertEqual((report["entity"], report["count"]), ("collection", 0))


if __name__ == "__main__":
    unittest.main()
