using System.Net.Http.Headers;
using System.Text;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>A server that takes line protocol: where it is, and how it differs from others that do.</summary>
internal abstract record LineServer
{
    /// <summary>One word for logs and the API.</summary>
    public abstract string Name { get; }

    /// <summary>As a person names it.</summary>
    public abstract string Title { get; }

    /// <summary>Base address. Default <c>http://127.0.0.1:8086</c>.</summary>
    public Uri Uri { get; init; } = new(ServerSettings.Url.Example!);

    /// <summary>File whose first line is the token or password, read for each request so that it can be rotated; null sends none.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Longest wait for one answer of the server. Default 30 s.</summary>
    public TimeSpan RequestTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most lines in one request. Default 5,000.</summary>
    public int RequestLineLimit { get; init; } = 5_000;

    /// <summary>
    /// The database of its query language, by which single points are deleted and types of fields asked; null for a server without one.
    /// </summary>
    public abstract string? QueryDatabase { get; }

    /// <summary>The flags to look at when it refuses the secret.</summary>
    public virtual string CredentialSettings => "--store-token-file";

    /// <summary>Whether it holds texts, and a field in one type only.</summary>
    public virtual bool TakesTexts => true;

    /// <summary>Whether a database that is missing is made by a query.</summary>
    public virtual bool MakesDatabase => false;

    /// <summary>Path and query of a write.</summary>
    public abstract string WriteTarget(LinePrecision precision);

    /// <summary>The secret as it is sent.</summary>
    public abstract AuthenticationHeaderValue Authorization(string secret);

    /// <summary>The point without names that mean something else to the server; the same where there are none.</summary>
    public virtual Point Safe(Point point) => SafeNames.WithoutTime(point);

    /// <summary>The header that a request is sent with; null without a secret.</summary>
    /// <exception cref="IOException">The secret's file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public AuthenticationHeaderValue? Credentials() =>
        SecretFile is null ? null : Authorization(File.ReadLines(SecretFile).FirstOrDefault(string.Empty).Trim());

    /// <summary>The address a user has told, or the default.</summary>
    protected static Uri AddressOf(StoreOptions told) => new(told[ServerSettings.Url] ?? ServerSettings.Url.Example!);

    /// <summary>User and password.</summary>
    protected static AuthenticationHeaderValue Basic(string? user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
}
