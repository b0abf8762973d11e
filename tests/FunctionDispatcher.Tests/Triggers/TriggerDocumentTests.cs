using System.Text;
using System.Text.Json;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Tests.Triggers;

/// <summary>The payloads that triggers other than MQTT make, which are journalled and so have to be read back for ever.</summary>
public sealed class TriggerDocumentTests
{
    private static readonly DateTimeOffset Six = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_tick_is_written_as_ever() =>
        Assert.Equal("""{"time":"2026-01-01T06:00:00Z","missed":2}""", Encoding.UTF8.GetString(TickDocument.Write(Six, 2)));

    [Fact]
    public void A_fraction_of_a_second_is_kept()
    {
        Assert.True(TickDocument.TryRead(TickDocument.Write(Six.AddTicks(1234560), 0), out var instant, out _));
        Assert.Equal(Six.AddTicks(1234560), instant);
    }

    [Fact]
    public void A_request_is_written_with_its_id_first() =>
        Assert.StartsWith("""{"request":"r-1","line":"a \"b\"","method":"GET","path":"/time" """.TrimEnd(), Encoding.UTF8.GetString(Write("r-1")), StringComparison.Ordinal);

    [Theory]
    [InlineData("r-1")]
    [InlineData("with \"quotes\"")]
    public void The_id_is_read_back(string id) => Assert.Equal(id, RequestDocument.IdOf(Write(id)));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"request":""}""")]
    [InlineData("""{"request":7}""")]
    [InlineData("""{"other":1,"request":"r"}""")]
    [InlineData("""{"request":"cut""")]
    [InlineData("""{"request":"\ud800"}""")]
    [InlineData("text")]
    public void Anything_else_has_no_id(string payload) => Assert.Null(RequestDocument.IdOf(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void A_name_of_the_path_wins_over_the_body_s()
    {
        using var document = JsonDocument.Parse(Write("r-1", """{"line":"other","speed":3}"""));
        Assert.Equal(("a \"b\"", 3), (document.RootElement.GetProperty("line").GetString(), document.RootElement.GetProperty("speed").GetInt32()));
    }

    private static byte[] Write(string id, string body = "")
    {
        var call = new HttpCall(id, "GET", "/time", [new("line", "a \"b\"")], [], [], Encoding.UTF8.GetBytes(body));
        Assert.True(RequestDocument.TryWrite(call, out var document, out _));
        return document;
    }
}
