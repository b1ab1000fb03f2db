"""Pages share their compiled templates, and a template that changed is compiled anew."""

from voila.exporter import VoilaExporter

from cmxero.ui.compiled_templates import keep_compiled


def test_a_second_page_compiles_nothing(monkeypatch, tmp_path):
    """Voila makes an environment a page; Jinja's compiler works for the first only."""
    monkeypatch.setattr(VoilaExporter, "_create_environment", VoilaExporter._create_environment)
    keep_compiled()
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "conf.json").write_text('{"base_template": ""}')
    compiled = []

    def page():
        exporter = VoilaExporter(template_paths=[str(folder)])
        environment = exporter._create_environment()
        compile_ = environment.compile
        environment.compile = lambda source, *rest: (
            compiled.append(source) or compile_(source, *rest)
        )
        return environment.get_template("index.html.j2").render()

    (folder / "index.html.j2").write_text("one")
    assert [page(), page()] == ["one", "one"]
    assert compiled == ["one"]
    (folder / "index.html.j2").write_text("another")
    assert page() == "another"
