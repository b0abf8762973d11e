using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores.Influx2;

/// <summary>
/// Stands for an InfluxDB 2, which Debian does not have: the addresses that are used, with the answers that the public description of its
/// API and its error messages show. What it holds of buckets and tokens is here, its points are in <see cref="Influx2Data"/>.
/// </summary>
internal sealed class Influx2Double : IDisposable
{
    private static readonly JsonSerializerOptions AsGoWritesIt = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpListener _listener = new();
    private readonly JsonArray _buckets = [];
    private readonly JsonArray _authorizations = [];
    private int _ids = 0x1000;

    public Influx2Double()
    {
        Uri = new($"http://127.0.0.1:{ServerProcess.FreePort()}/");
        _listener.Prefixes.Add(Uri.ToString());
        _listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public Uri Uri { get; }

    /// <summary>The token that may do anything; null while nobody has set the server up.</summary>
    public string? Token { get; set; } = "operator";

    public string Organisation { get; set; } = "eventedge";

    /// <summary>Whether tokens are shown once only, as from version 2.9 on.</summary>
    public bool HidesTokens { get; init; }

    /// <summary>Requests that changed something beside points.</summary>
    public int Changes { get; private set; }

    public Influx2Data Data { get; } = new();

    public IReadOnlyList<JsonObject> Buckets => [.. _buckets.Select(bucket => bucket!.AsObject())];

    public IReadOnlyList<JsonObject> Authorizations => [.. _authorizations.Select(authorization => authorization!.AsObject())];

    public void Dispose() => _listener.Close();

    /// <summary>A bucket that is there before anybody asks.</summary>
    public Influx2Double WithBucket(string name = "eventedge", long everySeconds = 0)
    {
        _buckets.Add(Bucket(name, everySeconds));
        return this;
    }

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                var (status, body) = Answer(call.Request);
                call.Response.StatusCode = (int)status;
                call.Response.ContentType = body.StartsWith('{') ? "application/json; charset=utf-8" : "text/csv; charset=utf-8";
                if (status == HttpStatusCode.NoContent) call.Response.Headers["X-Influxdb-Version"] = "v2.7.12";
                else call.Response.OutputStream.Write(Encoding.UTF8.GetBytes(body));
                call.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private (HttpStatusCode Status, string Body) Answer(HttpListenerRequest request)
    {
        var body = BodyOf(request);
        var path = request.Url!.AbsolutePath;
        if (path == "/ping") return (HttpStatusCode.NoContent, string.Empty);
        if (path == "/api/v2/setup") return Setup(request.HttpMethod, body);
        if (Token is null || !IsAllowed(request)) return Error(HttpStatusCode.Unauthorized, "unauthorized", "unauthorized access");
        return (request.HttpMethod, path) switch
        {
            ("GET", "/api/v2/orgs") => Organisations(request.QueryString["org"]!),
            ("GET", "/api/v2/buckets") => BucketsOf(request.QueryString["name"]!),
            ("POST", "/api/v2/buckets") => Created(_buckets, Bucket((string)Read(body)["name"]!, Every(Read(body)))),
            ("PATCH", var bucket) when bucket.StartsWith("/api/v2/buckets/", StringComparison.Ordinal) => Patched(bucket[16..], Read(body)),
            ("GET", "/api/v2/authorizations") =>
                (HttpStatusCode.OK, new JsonObject { ["links"] = new JsonObject(), ["authorizations"] = Shown() }.ToJsonString()),
            ("POST", "/api/v2/authorizations") => Created(_authorizations, Authorization(Read(body))),
            ("DELETE", var token) when token.StartsWith("/api/v2/authorizations/", StringComparison.Ordinal) => Deleted(token[23..]),
            ("POST", "/api/v2/write") => Found(request.QueryString["bucket"]!) ? Data.Write(body, request.QueryString["precision"]!)
                : NoBucket(request.QueryString["bucket"]!),
            ("POST", "/api/v2/query") => Data.Flux((string)Read(body)["query"]!, Found),
            ("POST", "/query") => Data.InfluxQl(Form(body)["q"]),
            _ => Error(HttpStatusCode.NotFound, "not found", "path not found"),
        };
    }

    private (HttpStatusCode, string) Setup(string method, string body)
    {
        if (method == "GET") return (HttpStatusCode.OK, new JsonObject { ["allowed"] = Token is null }.ToJsonString());
        if (Token is not null)
            return Error(HttpStatusCode.UnprocessableEntity, "unprocessable entity", "onboarding has already been completed");
        var request = Read(body);
        (Token, Organisation) = ((string)request["token"]!, (string)request["org"]!);
        var bucket = Bucket((string)request["bucket"]!, (long?)request["retentionPeriodSeconds"] ?? 0);
        Created(_buckets, bucket);
        return (HttpStatusCode.Created, new JsonObject
        {
            ["user"] = new JsonObject { ["id"] = "0a", ["name"] = (string)request["username"]!, ["status"] = "active" },
            ["org"] = Organization(), ["bucket"] = bucket.DeepClone(),
            ["auth"] = new JsonObject { ["id"] = "0b", ["token"] = Token, ["status"] = "active" },
        }.ToJsonString());
    }

    private (HttpStatusCode, string) Organisations(string name) => name == Organisation
        ? (HttpStatusCode.OK, new JsonObject
        { ["links"] = new JsonObject { ["self"] = "/api/v2/orgs" }, ["orgs"] = new JsonArray(Organization()) }.ToJsonString())
        : Error(HttpStatusCode.NotFound, "not found", $"organization name \"{name}\" not found");

    private (HttpStatusCode, string) BucketsOf(string name) => Found(name)
        ? (HttpStatusCode.OK, new JsonObject
        {
            ["links"] = new JsonObject { ["self"] = "/api/v2/buckets" },
            ["buckets"] = new JsonArray([.. Buckets.Where(bucket => (string)bucket["name"]! == name).Select(bucket => bucket.DeepClone())]),
        }.ToJsonString())
        : NoBucket(name);

    private (HttpStatusCode, string) Created(JsonArray all, JsonObject one)
    {
        if (one["retentionRules"] is JsonArray and [{ } rule] && (long)rule["everySeconds"]! is > 0 and < 3_600)
            return Error(HttpStatusCode.UnprocessableEntity, "unprocessable entity", "retention policy duration must be at least 1h0m0s");
        Changes++;
        all.Add(one);
        return (HttpStatusCode.Created, one.ToJsonString());
    }

    private (HttpStatusCode, string) Patched(string id, JsonObject change)
    {
        Changes++;
        var bucket = Buckets.Single(bucket => (string)bucket["id"]! == id);
        bucket["retentionRules"] = change["retentionRules"]!.DeepClone();
        return (HttpStatusCode.OK, bucket.ToJsonString());
    }

    private (HttpStatusCode, string) Deleted(string id)
    {
        Changes++;
        _authorizations.Remove(Authorizations.Single(authorization => (string)authorization["id"]! == id));
        return (HttpStatusCode.NoContent, string.Empty);
    }

    private JsonObject Bucket(string name, long everySeconds) => new()
    {
        ["id"] = Id(), ["orgID"] = "0c", ["type"] = "user", ["name"] = name, ["labels"] = new JsonArray(),
        ["createdAt"] = "2026-01-01T00:00:00Z", ["updatedAt"] = "2026-01-01T00:00:00Z",
        ["retentionRules"] = new JsonArray(
            new JsonObject { ["type"] = "expire", ["everySeconds"] = everySeconds, ["shardGroupDurationSeconds"] = 604_800 }),
    };

    private JsonObject Authorization(JsonObject request) => new()
    {
        ["id"] = Id(), ["orgID"] = (string)request["orgID"]!, ["org"] = Organisation, ["user"] = "admin", ["userID"] = "0a",
        ["status"] = "active",
        ["token"] = $"reader-{_ids:x}", ["description"] = (string)request["description"]!,
        ["permissions"] = request["permissions"]!.DeepClone(),
        ["createdAt"] = "2026-01-01T00:00:00Z", ["updatedAt"] = "2026-01-01T00:00:00Z",
    };

    private JsonArray Shown() => [.. Authorizations.Select(authorization =>
    {
        var shown = authorization.DeepClone().AsObject();
        if (HidesTokens) shown.Remove("token");
        return shown;
    })];

    private JsonObject Organization() => new()
    {
        ["id"] = "0c", ["name"] = Organisation, ["description"] = string.Empty, ["createdAt"] = "2026-01-01T00:00:00Z",
        ["updatedAt"] = "2026-01-01T00:00:00Z",
    };

    private static long Every(JsonObject bucket) => bucket["retentionRules"] is JsonArray and [{ } rule] ? (long)rule["everySeconds"]! : 0;

    private string Id() => $"{_ids++:x16}";

    private bool IsAllowed(HttpListenerRequest request) => request.Headers["Authorization"] is { } header
        && (header == $"Token {Token}"
            || (Authorizations.Any(one => header == $"Token {one["token"]}") && request.Url!.AbsolutePath is "/api/v2/query"));

    private bool Found(string bucket) => Buckets.Any(one => (string)one["name"]! == bucket);

    private static (HttpStatusCode, string) NoBucket(string name) =>
        Error(HttpStatusCode.NotFound, "not found", $"bucket \"{name}\" not found");

    internal static (HttpStatusCode, string) Error(HttpStatusCode status, string code, string message) =>
        (status, new JsonObject { ["code"] = code, ["message"] = message }.ToJsonString(AsGoWritesIt));

    private static JsonObject Read(string body) => JsonNode.Parse(body)!.AsObject();

    private static string BodyOf(HttpListenerRequest request)
    {
        Stream stream = request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(request.InputStream, CompressionMode.Decompress)
            : request.InputStream;
        return new StreamReader(stream).ReadToEnd();
    }

    private static Dictionary<string, string> Form(string body) =>
        body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
}
