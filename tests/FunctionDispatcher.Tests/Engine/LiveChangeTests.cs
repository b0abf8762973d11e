using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

public sealed class LiveChangeTests
{
    private readonly CollectingOutput _output = new();

    [Fact]
    public void An_unchanged_binding_keeps_its_open_window()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);
        dispatcher.Dispatch(Some.Reading(1, 20));

        dispatcher.Apply(Some.Config(Some.Stats + Other("other", 90)));
        dispatcher.Dispatch(Some.Reading(5, 30));
        dispatcher.Dispatch(Some.Reading(12, 30));

        var point = Assert.Single(_output.Points).Point;
        Assert.False(point.Partial);
        Assert.Equal(2, point.Fields[0].Value.AsNumber);
    }

    [Fact]
    public void A_changed_binding_closes_its_window_as_a_partial_of_its_old_version()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);
        var oldVersion = dispatcher.Bindings.Single().Identity.Version;
        dispatcher.Dispatch(Some.Reading(1, 20));

        dispatcher.Apply(Some.Config(Some.Stats.Replace("tumbling: 10s", "tumbling: 5s", StringComparison.Ordinal)));

        var (binding, _, point) = Assert.Single(_output.Points);
        Assert.True(point.Partial);
        Assert.Contains(new KeyValuePair<string, string>("partial", oldVersion), point.Tags);
        Assert.Equal(oldVersion, binding.Version);
        Assert.NotEqual(oldVersion, dispatcher.Bindings.Single().Identity.Version);
    }

    [Theory]
    [InlineData("emit: { measurement: press }", "emit: { measurement: press, mqtt: 'local/{device}' }")]
    [InlineData("emit: { measurement: press }", "emit: { measurement: press, priority: alarm }")]
    [InlineData("emit: { measurement: press }", "emit: { measurement: press }\n    durability: journal")]
    public void An_edit_that_changes_no_result_is_in_force_and_keeps_the_open_window(string from, string to)
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);
        var version = dispatcher.Bindings.Single().Identity.Version;
        dispatcher.Dispatch(Some.Reading(1, 20));
        dispatcher.Dispatch(Some.Reading(2, 99, device: "d2"));

        dispatcher.Apply(Some.Config(Some.Stats.Replace(from, to, StringComparison.Ordinal)));

        var binding = dispatcher.Bindings.Single();
        Assert.Equal((version, 2L, 2), (binding.Identity.Version, binding.Counters.Received, binding.OpenWindows));
        Assert.Empty(dispatcher.Retired);
        dispatcher.Dispatch(Some.Reading(5, 30));
        dispatcher.Dispatch(Some.Reading(12, 30));
        var point = Assert.Single(_output.Points).Point;
        Assert.False(point.Partial);
        Assert.Equal(2, point.Fields[0].Value.AsNumber);
        Assert.Equal(to.Contains("mqtt", StringComparison.Ordinal) ? ["local/d1"] : [], _output.Local.Select(l => l.Topic));
        Assert.Equal(
            to.Contains("alarm", StringComparison.Ordinal) ? DeliveryClass.Alarm : DeliveryClass.Normal, Assert.Single(_output.Priorities));
        Assert.Equal(to.Contains("journal", StringComparison.Ordinal), dispatcher.IsDurable("plant/north/press/d1"));
    }

    [Fact]
    public void A_configuration_that_cannot_be_built_changes_nothing()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);
        dispatcher.Dispatch(Some.Reading(1, 20));
        var broken = Some.Config(
            """
            bindings:
              - name: broken
                trigger: { mqtt: "a" }
                function: { csharp: { assembly: missing.dll, class: None } }
            """);

        Assert.Throws<FunctionDispatcher.Engine.BindingException>(() => dispatcher.Apply(broken));
        dispatcher.Dispatch(Some.Reading(12, 20));

        Assert.Equal("press", dispatcher.Bindings.Single().Identity.Name);
        Assert.False(Assert.Single(_output.Points).Point.Partial);
    }

    private static string Other(string name, double limit) =>
        $$"""


          - name: {{name}}
            trigger: { mqtt: "plant/+/press/{device}" }
            where: temperature > {{limit}}
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: {{name}} }
        """;
}
