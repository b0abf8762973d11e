using System.Reflection;

namespace EventEdge.Tests.Support;

/// <summary>The assertions that tests are the proof of, and which tests, as rows of a reference page.</summary>
internal static class TckTable
{
    public static string Of(Assembly tests) => string.Concat(tests.GetTypes()
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => (method.GetCustomAttribute<TckAttribute>()?.Ids ?? []).Select(id => (Id: id, Test: NameOf(method))))
        .GroupBy(proof => proof.Id, proof => proof.Test, StringComparer.Ordinal)
        .OrderBy(assertion => assertion.Key, StringComparer.Ordinal)
        .Select(assertion => $"| `{assertion.Key}` | {string.Join(", ", assertion.Distinct().Order(StringComparer.Ordinal))} |\n"));

    private static string NameOf(MethodInfo test) => $"`{test.DeclaringType!.Name}.{test.Name}`";
}
