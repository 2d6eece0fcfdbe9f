// A campaign's offers in Go.
package main

import (
	"example.com/pulumi-aep/sdk/go/aep"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(campaign)
}

func campaign(ctx *pulumi.Context) error {
	banner, err := aep.NewPlacement(ctx, "banner", &aep.PlacementArgs{
		Name:          pulumi.String("Web banner"),
		Channel:       pulumi.String("web"),
		ComponentType: pulumi.String("html"),
	})
	if err != nil {
		return err
	}
	everyday, err := aep.NewFallbackOffer(ctx, "everyday", &aep.FallbackOfferArgs{
		Name:   pulumi.String("Everyday"),
		Status: pulumi.String("approved"),
		Representations: aep.RepresentationArray{aep.RepresentationArgs{
			Placement: banner.ID(),
			Channel:   pulumi.String("web"),
			Components: aep.ComponentArray{aep.ComponentArgs{
				Type:    pulumi.String("html"),
				Format:  pulumi.String("text/html"),
				Content: pulumi.String("<h1>Good things, every day</h1>"),
			}},
		}},
	})
	if err != nil {
		return err
	}
	ctx.Export("everyday", everyday.ID())
	return nil
}
