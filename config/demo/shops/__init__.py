from config.demo.shops.biolekarna import BIOLEKARNA
from config.demo.shops.harbour_cottages import HARBOUR_COTTAGES
from config.demo.shops.pine_and_press import PINE_AND_PRESS
from config.demo.shops.studio_nova import STUDIO_NOVA
from config.demo.shops.velopark import VELOPARK

SHOPS = (STUDIO_NOVA, VELOPARK, BIOLEKARNA, HARBOUR_COTTAGES, PINE_AND_PRESS)
SHOP_BY_SLUG = {shop.slug: shop for shop in SHOPS}
