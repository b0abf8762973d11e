using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.Settings;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the certificates that the settings name can be read, and are valid now and for a while.</summary>
internal sealed class CertificateCheck : IDoctorCheck
{
    private const string Name = "certificates";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    private static readonly Setting[] Settings = [
        KnownSettings.TlsCertificate, KnownSettings.TlsClientCa, KnownSettings.BrokerCa, KnownSettings.BrokerCertificate];

    public Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        var named = Settings.Where(setting => patient.Settings.Text(setting) is not null).ToList();
        return Task.FromResult<IReadOnlyList<Finding>>(named.Count == 0
            ? [new(Name, FindingState.Skipped, "the settings name none")]
            : [.. named.SelectMany(setting => Of(patient, setting))]);
    }

    private static IEnumerable<Finding> Of(Patient patient, Setting setting)
    {
        var file = patient.Settings.Text(setting)!;
        var certificates = new X509Certificate2Collection();
        string? problem = null;
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = failed.Message;
        }

        if (certificates.Count == 0)
        {
            yield return new(Name, FindingState.Failed, $"there is no certificate in PEM that can be read in {file}"
                + (problem is null ? string.Empty : $": {problem}"), $"change {setting.Flag}");
        }

        foreach (var certificate in certificates)
        {
            using (certificate) yield return Of(file, certificate, patient.Shell.Time.GetUtcNow());
        }
    }

    private static Finding Of(string file, X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTimeOffset from = certificate.NotBefore.ToUniversalTime(), until = certificate.NotAfter.ToUniversalTime();
        var whose = $"the certificate {certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)} of {file}";
        if (now < from)
            return new(Name, FindingState.Failed, $"{whose} is valid from {InWords.Second(from)} on only", "set the clock, or use "
                + "another certificate");
        if (now >= until) return new(Name, FindingState.Failed, $"{whose} has expired at {InWords.Second(until)}", "renew it");
        return until - now < Soon
            ? new(Name, FindingState.Warning, $"{whose} expires in {InWords.Span(until - now)}", "renew it; a running node takes the new "
                + "file by itself")
            : new(Name, FindingState.Ok, $"{whose} is valid until {InWords.Second(until)}");
    }
}
