using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>A page in headless Chromium, asked through the DevTools protocol.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private readonly ProcessHost _process;
    private readonly ClientWebSocket _socket = new();
    private int _id;

    private Browser(ProcessHost process) => _process = process;

    public static void SkipWhenMissing() => Assert.SkipUnless(ProcessHost.Exists("chromium"), "chromium is not installed");

    /// <summary>Opens a page of this machine in a profile of its own.</summary>
    public static async Task<Browser> OpenAsync(Uri page, string profile)
    {
        var browser = new Browser(ProcessHost.Start("chromium",
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--no-first-run",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", "--window-size=1280,900", page.ToString(),
        ]));
        try
        {
            await browser._socket.ConnectAsync(await browser.FindPageAsync(page), TestContext.Current.CancellationToken);
            return browser;
        }
        catch (Exception)
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async Task<int> CountAsync(string selector) =>
        (await EvaluateAsync($"document.querySelectorAll('{selector}').length")).GetInt32();

    public async Task<string> TextAsync() => (await EvaluateAsync("document.body?.innerText ?? ''")).GetString()!;

    /// <summary>Fills a field in and sends its form.</summary>
    public Task SubmitAsync(string selector, string text) => EvaluateAsync(
        $"(() => {{ const field = document.querySelector('{selector}'); field.value = '{text}'; field.form.requestSubmit(); }})()");

    public Task ClickAsync(string selector) => EvaluateAsync($"document.querySelector('{selector}').click()");

    /// <summary>What the charts show, as text that differs when a pixel or a path does.</summary>
    public async Task<string> ChartsAsync() => (await EvaluateAsync(
        "[...document.querySelectorAll('canvas, svg')].map(c => c.toDataURL ? c.toDataURL() : c.outerHTML).join()")).GetString()!;

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _process.StopAsync(TimeSpan.FromSeconds(10));
        await _process.DisposeAsync();
    }

    private async Task<Uri> FindPageAsync(Uri page)
    {
        var port = await Probe.UntilAsync(
            () => Task.FromResult(Listening().Match(_process.Errors) is { Success: true } m ? m.Groups[1].Value : null),
            "chromium to listen");
        using var http = new HttpClient { Timeout = AnswerLimit };
        return await Probe.UntilAsync(
            async () =>
            {
                var targets = await http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{port}/json");
                var target = targets.EnumerateArray().FirstOrDefault(
                    t => t.GetProperty("url").GetString()!.StartsWith(page.ToString(), StringComparison.Ordinal));
                return target.ValueKind == JsonValueKind.Object ? new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!) : null;
            },
            "the page to open");
    }

    private async Task<JsonElement> EvaluateAsync(string expression)
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        var call = new { id = ++_id, method = "Runtime.evaluate", @params = new { expression, returnByValue = true } };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        while (true)
        {
            var answer = await ReceiveAsync(limit.Token);
            if (!answer.TryGetProperty("id", out var id) || id.GetInt32() != _id) continue;
            var result = answer.GetProperty("result");
            Assert.False(result.TryGetProperty("exceptionDetails", out var error), $"{expression}: {error}");
            return result.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
        }
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonElement.Parse(message.ToArray());
        }
    }

    [GeneratedRegex(@"DevTools listening on ws://127\.0\.0\.1:(\d+)/")]
    private static partial Regex Listening();
}
