using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Http;
using EventEdge.Hosting.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Http;

/// <summary><c>/api/ledger</c> and <c>/api/dead-letters</c>.</summary>
public sealed class LedgerEndpointTests : IAsyncLifetime
{
    private readonly FakeDeadLetterService _desk = new();
    private readonly FakeNodeView _node;
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    public LedgerEndpointTests() => _node = new() { DeadLetters = _desk };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await EdgeHttp.StartAsync(new() { Port = 0 }, _node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client = new() { BaseAddress = _endpoint.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task The_ledger_are_told_in_snake_case_with_what_was_lost()
    {
        _node.Kept = new()
        {
            Node = "press-hall",
            Epoch = Guid.Empty,
            At = _node.State.At,
            MessagesReceived = 120,
            Bindings = [new("00000000000000ff", true, _node.State.Bindings[0])],
            Classes = [new(DeliveryClass.Alarm, 4, 6, 9)],
            JournalGaps = [],
            Losses = [new(_node.State.At, "journal", 0, "it is gone")],
        };

        var edge = (await ReadAsync("/api/ledger")).GetProperty("edge");

        Assert.Equal(120, edge.GetProperty("messages_received").GetInt64());
        Assert.Equal((true, 103), (
            edge.GetProperty("bindings")[0].GetProperty("retired").GetBoolean(),
            edge.GetProperty("bindings")[0].GetProperty("counts").GetProperty("received").GetInt64()));
        Assert.Equal(("alarm", 9), (
            edge.GetProperty("classes")[0].GetProperty("class").GetString(),
            edge.GetProperty("classes")[0].GetProperty("points_waiting").GetInt64()));
        Assert.Equal("it is gone", edge.GetProperty("losses")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_node_without_ledger_says_so() =>
        Assert.Equal(JsonValueKind.Null, (await ReadAsync("/api/ledger")).GetProperty("edge").ValueKind);

    [Fact]
    public async Task Dead_letters_are_listed_as_asked_and_shown_one_by_one()
    {
        var page = await ReadAsync("/api/dead-letters?binding=press&stage=decode&limit=5");

        Assert.Equal(new DeadLetterFilter { Binding = "press", Stage = "decode", Limit = 5 }, _desk.Asked);
        Assert.Equal((1, 3), (page.GetProperty("kept").GetInt64(), page.GetProperty("lost").GetInt64()));
        Assert.Equal(
            "broken", Encoding.UTF8.GetString((await ReadAsync("/api/dead-letters/7")).GetProperty("payload").GetBytesFromBase64()));
    }

    [Fact]
    public async Task An_unbounded_list_is_not_to_be_had()
    {
        await ReadAsync("/api/dead-letters");
        Assert.Equal(100, _desk.Asked!.Limit);
    }

    [Fact]
    public async Task A_dead_letter_that_is_not_there_is_not_found()
    {
        using var response = await _client.GetAsync("/api/dead-letters/8", Stop);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("there is no dead letter 8", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_retry_names_what_is_still_there()
    {
        using var response = await _client.PostAsJsonAsync("/api/dead-letters/retry", new { ids = new[] { 7 } }, Stop);
        var retried = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);

        Assert.Equal([7], _desk.Asked!.Ids!);
        Assert.Equal("no room", retried[0].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task A_drop_of_all_may_be_narrowed_and_is_counted()
    {
        using var response = await _client.PostAsJsonAsync("/api/dead-letters/drop", new { all = true, binding = "press" }, Stop);

        Assert.Equal((null, "press"), (_desk.Asked!.Ids, _desk.Asked.Binding));
        Assert.Equal(1, (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("dropped").GetInt64());
    }

    [Theory]
    [InlineData("retry", "{}")]
    [InlineData("drop", "{\"binding\":\"press\"}")]
    [InlineData("drop", "not json")]
    public async Task A_change_that_does_not_say_which_dead_letters_is_refused(string change, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync($"/api/dead-letters/{change}", content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(_desk.Asked);
    }

    [Fact]
    public async Task A_file_that_refuses_is_an_answer_with_its_reason()
    {
        _desk.Failure = new IOException("the disk is read-only");
        using var response = await _client.PostAsJsonAsync("/api/dead-letters/drop", new { all = true }, Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("the disk is read-only", await response.Content.ReadAsStringAsync(Stop));
    }

    private async Task<JsonElement> ReadAsync(string path) => await _client.GetFromJsonAsync<JsonElement>(path, Stop);

    private sealed class FakeDeadLetterService : IDeadLetterService
    {
        private static readonly StoredDeadLetter DeadLetter = new(
            7, "press", "decode", "not JSON", "plant/a", "broken"u8.ToArray(), DateTimeOffset.UnixEpoch, 12);

        public DeadLetterFilter? Asked { get; private set; }

        public IOException? Failure { get; set; }

        public Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, CancellationToken cancellation)
        {
            Asked = filter;
            return Task.FromResult(new DeadLetterPage(1, 3, filter.Ids is { } ids && !ids.Contains(DeadLetter.Id) ? [] : [DeadLetter]));
        }

        public Task<IReadOnlyList<RetriedDeadLetter>> RetryAsync(DeadLetterFilter filter, CancellationToken cancellation)
        {
            Asked = filter;
            return Task.FromResult<IReadOnlyList<RetriedDeadLetter>>([new(DeadLetter.Id, "no room")]);
        }

        public Task<long> DropAsync(DeadLetterFilter filter, CancellationToken cancellation)
        {
            Asked = filter;
            return Failure is null ? Task.FromResult(1L) : Task.FromException<long>(Failure);
        }
    }
}
