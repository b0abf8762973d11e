using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Texts;

/// <summary><c>decode: text</c> with a declared type, a unit, marks and words.</summary>
public sealed class DeclaredTextTests
{
    [Theory]
    [InlineData("unit: °C", "21.5 °C", "value=21.5")]
    [InlineData("unit: °C", " 21.5\u00A0°C\n", "value=21.5")]
    [InlineData("unit: '%'", "55%", "value=55")]
    [InlineData("unit: any", "230.1 V", "value=230.1 unit=\"V\"")]
    [InlineData("unit: any", "1e3W", "value=1000 unit=\"W\"")]
    [InlineData("unit: any", "5 eV", "value=5 unit=\"eV\"")]
    [InlineData("unit: any", "7", "value=7")]
    [InlineData("unit: any, thousands: space, decimal: comma", "1 234,5 kWh", "value=1234.5 unit=\"kWh\"")]
    [InlineData("decimal: comma", "21,5", "value=21.5")]
    [InlineData("decimal: comma, thousands: point", "-1.234.567,89", "value=-1234567.89")]
    [InlineData("thousands: comma", "1,234", "value=1234")]
    [InlineData("thousands: apostrophe", "1’234'567", "value=1234567")]
    [InlineData("thousands: underscore, type: integer", "1_000", "value=1000")]
    [InlineData("type: integer", "18446744073709551615", "value=18446744073709551615")]
    [InlineData("type: text", "007", "value=\"007\"")]
    [InlineData("type: boolean", "True", "value=true")]
    [InlineData("type: boolean, true_words: [open, 'on'], false_words: [closed, 'off']", "OPEN", "value=true")]
    [InlineData("true_words: [open], false_words: [closed]", "closed", "value=false")]
    [InlineData("true_words: [open], false_words: [closed]", "ajar", "value=\"ajar\"")]
    [InlineData("true_words: ['1'], type: boolean", "1", "value=true")]
    public void A_payload_is_read_as_declared(string settings, string payload, string fields) =>
        Assert.Equal([$"m {fields} @1s"], Decoded(settings, payload));

    [Theory]
    [InlineData("unit: °C", "21.5 °F", "'21.5 °F' does not end with the unit '°C'")]
    [InlineData("unit: °C", "21.5", "'21.5' does not end with the unit '°C'")]
    [InlineData("unit: °C", "warm °C", "'warm °C' is no number")]
    [InlineData("unit: any", "V", "'V' is no number")]
    [InlineData("type: number", "n/a", "'n/a' is no number")]
    [InlineData("type: number", "", "the payload is empty")]
    [InlineData("type: number", "   ", "'' is no number")]
    [InlineData("type: number, decimal: comma", "1.5", "'1.5' is no number")]
    [InlineData("type: number, thousands: comma", "1,23", "'1,23' is no number")]
    [InlineData("type: number, thousands: comma", "1234,567", "'1234,567' is no number")]
    [InlineData("type: number, thousands: comma", "1,234.567,8", "'1,234.567,8' is no number")]
    [InlineData("type: integer", "21.5", "'21.5' is no whole number")]
    [InlineData("type: integer", "1e3", "'1e3' is no whole number")]
    [InlineData("type: boolean", "yes", "'yes' is neither 'true' nor 'false'")]
    public void What_is_not_as_declared_is_a_dead_letter(string settings, string payload, string problem) =>
        Assert.Equal([$"rejected b decode: {problem}"], Decoded(settings, payload));

    [Theory]
    [InlineData("unit: V, type: text", "unit 'V' is for numbers, and type is not number or integer")]
    [InlineData("type: number, true_words: [x]", "true_words is for type boolean")]
    [InlineData("true_words: [x, y], false_words: [Y]", "'Y' is in true_words too")]
    [InlineData("thousands: point", "thousands point is the decimal mark too: decimal is point")]
    public void What_cannot_be_is_told_when_the_file_is_read(string settings, string problem) => Assert.Equal(
        problem,
        Assert.Single(BindingsFile.Parse(
            $"bindings: [ {{ name: b, trigger: {{ mqtt: t }}, decode: {{ text: {{ {settings} }} }}, function: {{ builtin: pass }} }} ]",
            "b")
            .Problems).Message);

    private static IReadOnlyList<string> Decoded(string settings, string payload) =>
        DispatchedLines.Decoded($"{{ text: {{ {settings} }} }}", payload);
}
