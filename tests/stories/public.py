"""The public in a story: nobody signs in."""

from tests.stories.actor import Somebody

OBJECTION = "该企业近期因数据上报问题被行业协会通报，请核实其能力证据的真实性。"


class Public(Somebody):
    """Anybody."""

    def objects(self) -> None:
        """To the notice that stands in the list."""
        with self.walk.at_work(None) as browser:
            browser.opens("/notices")
            browser.opens(browser.link("/notices/"))
            browser.sends(
                "form#objection", text=OBJECTION, name="王先生", contact="wang@example.cn"
            )

    def sees_the_certificate(self) -> str:
        """Through the registry, as somebody who knows the enterprise's name only."""
        with self.walk.at_work(None) as browser:
            browser.opens(f"/registry?q={self.walk.world.enterprise.name}")
            browser.opens(browser.link("/c/"))
            return browser.text

    def checks_the_file(self) -> str:
        """Download the certificate and upload it again to be verified."""
        with self.walk.at_work(None) as browser:
            file = browser.client.get(f"/c/{self.walk.certificate.number}.pdf")
            assert file.status_code == 200
            browser.opens("/verify")
            browser.sends("form[enctype]", file=("证书.pdf", file.data))
            return browser.text
