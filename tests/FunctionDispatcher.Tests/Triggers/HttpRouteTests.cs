using EventEdge.FunctionDispatcher.Triggers.Http;

namespace EventEdge.FunctionDispatcher.Tests.Triggers;

public sealed class HttpRouteTests
{
    [Theory]
    [InlineData("GET /time", "/time", "")]
    [InlineData("POST /measure/{device}", "/measure/p1", "p1")]
    [InlineData("POST /a/{x}/b/{y}", "/a/1/b/ü ö", "1,ü ö")]
    public void A_path_that_matches_gives_its_captures(string route, string path, string captured) =>
        Assert.Equal(captured, string.Join(',', Route(route).Match(HttpRoute.PartsOf(path))!));

    [Theory]
    [InlineData("GET /time", "/time/")]
    [InlineData("GET /time", "/Time")]
    [InlineData("GET /time", "/")]
    [InlineData("GET /a/{x}", "/a/")]
    [InlineData("GET /a/{x}", "/a/b/c")]
    public void A_path_that_does_not_match_gives_nothing(string route, string path) =>
        Assert.Null(Route(route).Match(HttpRoute.PartsOf(path)));

    [Fact]
    public void The_leftmost_word_goes_before_a_capture() =>
        Assert.Equal(
            ["GET /a/b/{y}", "GET /a/{x}/c", "GET /a/{x}/{y}"],
            new[] { "GET /a/{x}/{y}", "GET /a/{x}/c", "GET /a/b/{y}" }.Select(Route).Order(Comparer<HttpRoute>.Create(HttpRoute.Compare))
                .Select(r => r.Text));

    private static HttpRoute Route(string text)
    {
        Assert.True(HttpRoute.TryParse(text, out var route, out var error), error);
        return route;
    }
}
