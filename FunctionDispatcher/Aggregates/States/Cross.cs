using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary><c>n Σab − Σa Σb</c> from exact sums, rounded once.</summary>
internal static class Cross
{
    private const int PartLimit = 16;

    public static double Of(long count, in ExactSum products, in ExactSum left, in ExactSum right)
    {
        Span<double> parts = stackalloc double[PartLimit];
        Span<double> others = stackalloc double[PartLimit];
        var total = default(ExactSum);
        foreach (var product in parts[..products.CopyTo(parts)]) total.AddProduct(count, product);
        var lefts = parts[..left.CopyTo(parts)];
        var rights = others[..right.CopyTo(others)];
        foreach (var one in lefts)
        {
            foreach (var other in rights) total.AddProduct(-one, other);
        }

        return total.Value;
    }
}
