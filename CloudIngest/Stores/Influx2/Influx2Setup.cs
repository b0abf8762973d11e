using System.Net;
using InfluxDB.Client;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Core.Exceptions;

namespace EventEdge.CloudIngest.Stores.Influx2;

/// <summary>
/// Makes a server ready through its client: a new one altogether, or bucket, retention and a reader's token on one that is in use.
/// </summary>
internal sealed class Influx2Setup(Influx2Options server, StoreSetupRequest request, InfluxDBClient client)
{
    private const string FirstUser = "eventedge";
    private const string Buckets = "buckets";

    private readonly List<StoreSetupStep> _steps = [];

    /// <summary>The steps that were taken.</summary>
    public async Task<IReadOnlyList<StoreSetupStep>> RunAsync(CancellationToken cancellation)
    {
        if (await client.IsOnboardingAllowedAsync().WaitAsync(cancellation)) await BeginAsync(cancellation);
        var organisation = await OrganisationAsync(cancellation);
        var bucket = await BucketAsync(organisation, cancellation);
        if (request.ReaderTokenFile is { } file) await ReaderAsync(organisation, bucket, file, cancellation);
        return _steps;
    }

    // A server that nobody has set up takes its first token from us.
    private async Task BeginAsync(CancellationToken cancellation)
    {
        if (Influx2Server.Token(server) is not { Length: > 0 } token)
            throw new StoreSetupException($"InfluxDB at {server.Uri} is new: write a long random text into a file and name it "
                + "(--store-token-file), and it becomes its first token");
        var first = new OnboardingRequest(
            FirstUser, null, server.Organisation, server.Bucket, (long)(request.Retention ?? TimeSpan.Zero).TotalSeconds, null, token);
        await client.OnboardingAsync(first).WaitAsync(cancellation);
        _steps.Add(new(
            "organisation", server.Organisation, StoreSetupOutcome.Created,
            $"with user {FirstUser}, without a password, and the token of {server.SecretFile}"));
        _steps.Add(new("bucket", server.Bucket, StoreSetupOutcome.Created, Kept((long)(request.Retention ?? TimeSpan.Zero).TotalSeconds)));
    }

    private async Task<Organization> OrganisationAsync(CancellationToken cancellation)
    {
        var found = await FoundAsync(async () => (await client.GetOrganizationsApi()
            .FindOrganizationsAsync(org: server.Organisation, cancellationToken: cancellation)).FirstOrDefault());
        if (found is null) throw new StoreSetupException(
            $"InfluxDB at {server.Uri} has no organisation {server.Organisation}, or the token may not see it (--store-org)");
        if (_steps.Count == 0) _steps.Add(new("organisation", server.Organisation, StoreSetupOutcome.Unchanged));
        return found;
    }

    private async Task<Bucket> BucketAsync(Organization organisation, CancellationToken cancellation)
    {
        var buckets = client.GetBucketsApi();
        var found = await FoundAsync(
            async () => (await buckets.FindBucketsAsync(orgID: organisation.Id, name: server.Bucket, cancellationToken: cancellation))
                .FirstOrDefault());
        if (_steps.Exists(step => step.What == "bucket"))
            return found ?? throw new StoreSetupException($"InfluxDB at {server.Uri} does not show the bucket it has just made");
        if (found is null)
        {
            var seconds = (long)(request.Retention ?? TimeSpan.Zero).TotalSeconds;
            found = await buckets.CreateBucketAsync(server.Bucket, Rule(seconds), organisation.Id, cancellation);
            _steps.Add(new("bucket", server.Bucket, StoreSetupOutcome.Created, Kept(seconds)));
            return found;
        }

        var kept = found.RetentionRules?.FirstOrDefault()?.EverySeconds ?? 0;
        if (request.Retention is not { } wanted || (long)wanted.TotalSeconds == kept)
        {
            _steps.Add(new("bucket", server.Bucket, StoreSetupOutcome.Unchanged, Kept(kept)));
            return found;
        }

        found.RetentionRules = [Rule((long)wanted.TotalSeconds)];
        found = await buckets.UpdateBucketAsync(found, cancellation);
        _steps.Add(new("bucket", server.Bucket, StoreSetupOutcome.Changed, $"{Kept((long)wanted.TotalSeconds)}; before, {Kept(kept)}"));
        return found;
    }

    private async Task ReaderAsync(Organization organisation, Bucket bucket, string file, CancellationToken cancellation)
    {
        var tokens = client.GetAuthorizationsApi();
        var description = $"eventedge reads {server.Bucket}";
        var found = (await tokens.FindAuthorizationsAsync(cancellation))
            .Find(each => each.Description == description && each.OrgID == organisation.Id);
        // A server that shows tokens once only cannot give the same again.
        if (found is not null && string.IsNullOrEmpty(found.Token) && !System.IO.File.Exists(file))
        {
            await tokens.DeleteAuthorizationAsync(found!.Id, cancellation);
            found = null;
        }

        var outcome = found is null ? StoreSetupOutcome.Created : StoreSetupOutcome.Unchanged;
        found ??= await tokens.CreateAuthorizationAsync(
            new AuthorizationPostRequest(organisation.Id, null, [Reads(organisation, bucket)], AuthorizationUpdateRequest.StatusEnum.Active,
                description), cancellation);
        if (!string.IsNullOrEmpty(found.Token) && SecretFile.Write(file, found.Token) && outcome == StoreSetupOutcome.Unchanged)
            outcome = StoreSetupOutcome.Changed;
        _steps.Add(new("reader token", description, outcome, $"in {file}"));
    }

    private static Permission Reads(Organization organisation, Bucket bucket) =>
        new(Permission.ActionEnum.Read, new PermissionResource { Type = Buckets, Id = bucket.Id, OrgID = organisation.Id });

    private static BucketRetentionRules Rule(long seconds) => new(BucketRetentionRules.TypeEnum.Expire, seconds);

    private static string Kept(long seconds) =>
        seconds == 0 ? "keeps points for ever" : $"keeps points for {TimeSpan.FromSeconds(seconds):d\\.hh\\:mm\\:ss}";

    // Asked by a name that is not there, a server answers that it was not found.
    private static async Task<T?> FoundAsync<T>(Func<Task<T?>> find)
        where T : class
    {
        try
        {
            return await find();
        }
        catch (HttpException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
