namespace EventEdge.CloudIngest.Stores;

/// <summary>The kinds of store.</summary>
public enum StoreKind
{
    /// <summary>The embedded store, one SQLite file.</summary>
    Sqlite,

    /// <summary>InfluxDB 1.x: <c>/write?db=</c>.</summary>
    InfluxDb1,

    /// <summary>InfluxDB 2.x and 3.x: <c>/api/v2/write?org=&amp;bucket=</c> with a token.</summary>
    InfluxDb2,

    /// <summary>VictoriaMetrics: <c>/write</c>. Numbers only: texts are left out. A field that a correction no longer carries stays.</summary>
    VictoriaMetrics,
}

/// <summary>Where points are stored.</summary>
public sealed record StoreOptions
{
    /// <summary>The kind. Default embedded.</summary>
    public StoreKind Kind { get; init; } = StoreKind.Sqlite;

    /// <summary>Base address of the server. Default <c>http://127.0.0.1:8086</c>.</summary>
    public Uri Uri { get; init; } = new("http://127.0.0.1:8086");

    /// <summary>InfluxDB 1.x database. Default <c>eventedge</c>; made when missing.</summary>
    public string Database { get; init; } = "eventedge";

    /// <summary>InfluxDB 2.x organisation. Default <c>eventedge</c>.</summary>
    public string Organisation { get; init; } = "eventedge";

    /// <summary>InfluxDB 2.x bucket. Default <c>eventedge</c>.</summary>
    public string Bucket { get; init; } = "eventedge";

    /// <summary>InfluxDB 1.x and VictoriaMetrics user; null sends no credentials.</summary>
    public string? User { get; init; }

    /// <summary>File whose first line is the token (2.x) or the password (1.x).</summary>
    public string? SecretFile { get; init; }

    /// <summary>Longest wait for one answer of the server. Default 30 s.</summary>
    public TimeSpan RequestTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most lines in one request. Default 5,000.</summary>
    public int RequestLineLimit { get; init; } = 5_000;
}
