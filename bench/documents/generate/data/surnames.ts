/** Surnames of many origins, common and less so. */
export const surnames =
  `Abbott Abdullah Acevedo Acosta Adeyemi Aguirre Ahmed Albrecht Aldridge Alexander Ali Amato Andersen Andrade Antonelli Aoki Arnold Ashford Atkinson Avery
  Bachman Baird Bancroft Banerjee Barlow Barrera Barrett Bauer Beaumont Becker Bellamy Bender Benitez Benson Bergstrom Bianchi Bishop Blackwell Blanchard Bloom
  Bogdan Bonilla Borowski Bouchard Bowen Boyle Bradford Brandt Brennan Briggs Brooks Bruno Buchanan Burgess Byrne Cabrera Caldwell Callahan Calloway Campos Cantrell
  Cardenas Carey Carlson Carrillo Castaneda Cervantes Chan Chandler Chang Chapman Chatterjee Chavez Cho Choi Christensen Clarke Clayton Cobb Cochran Cohen Colon
  Conway Cordova Costa Cowan Crane Cross Cunningham Dalton Daniels Das Davenport Decker Delacroix Delgado Desai Dimitrov Dominguez Donahue Donovan Dorsey Doyle
  Drake Dubois Duffy Duncan Dunlap Duran Eaton Eckhart Edmonds Eklund Elliott Emerson Engel Erickson Escobar Espinoza Esposito Estrada Farley Farrell Faulkner
  Feldman Ferrara Fields Figueroa Fischer Fitzgerald Fleming Fletcher Flynn Fontaine Fowler Franco Franklin Frazier Friedman Fuentes Fujimoto Gallagher Galloway
  Garrett Gentry Giordano Glover Goldberg Gonzales Goodwin Grant Greer Grimaldi Gupta Haas Hahn Hale Hamid Hammond Hanna Hansen Hardy Harmon Hartman Harvey Hassan
  Hawkins Hendricks Hess Hidalgo Higgins Hinton Hoang Hodge Hoffman Hogan Horton Houston Huang Hubbard Huerta Huff Hussain Hutchinson Huynh Ibarra Ibrahim Ingram
  Ivanov Jacobs Jaramillo Jensen Johansson Joshi Juarez Kaminski Kang Kapoor Katz Keller Kemp Khan Kim Kirby Klein Knight Koch Kowalski Kramer Krause Kumar Lam
  Lambert Larsen Lawson Leblanc Leon Levine Li Lin Lindqvist Liu Lombardi Lowe Lozano Lucero Lund Lynch Macdonald Mackenzie Madden Mahoney Maldonado Malik Mancini
  Marino Marquez Marsh Massey Matsuda Maxwell McAllister McBride McCormick McDaniel McGrath McIntyre McKinney McLaughlin Mehta Melendez Melnyk Mercado Mercer
  Merritt Meyers Middleton Miranda Molina Monroe Montoya Moody Moran Moretti Moss Mueller Mullins Nakamura Nash Navarro Neumann Newton Nielsen Nikolaidis Nixon
  Noble Nolan Norris Novak Nowak Nwosu Ochoa Oconnell Odom Ogawa Okafor Okeke Oliver Olsen Orozco Osborne Osei Owusu Pacheco Padilla Page Pak Palacios Papadakis
  Park Parrish Patterson Paz Pearson Pena Petersen Petrov Pham Phelps Pickett Pineda Pittman Pope Potts Pratt Prince Pruitt Quinn Quintero Ramsey Randolph Rao
  Rasmussen Reddy Reilly Renner Rhodes Richter Riggs Riley Rinaldi Ritter Rivas Rizzo Robles Rocha Rojas Roman Rosario Rosenberg Rossi Roth Rowland Rubio Ruggiero
  Rush Ryan Saito Salas Salinas Sandoval Santana Santos Sato Savage Sawyer Schaefer Schneider Schroeder Schultz Schwartz Sellers Serrano Sexton Shaffer Shah Shannon
  Sharma Shepherd Sherman Shields Short Silverstein Singh Singleton Skinner Sloan Small Snow Solis Solomon Song Sorensen Sparks Spencer Stafford Stanton Stark Steele
  Stein Stephenson Stevenson Stokes Strickland Strong Suarez Summers Sutherland Suzuki Sweeney Swenson Takahashi Talbot Tan Tanaka Tate Terry Thornton Tillman
  Townsend Tran Trevino Trujillo Truong Tsai Underwood Uribe Valdez Valencia Valentine Vance Vaughn Vega Velasquez Venkataraman Vogel Volkov Wagner Walls Walsh
  Walters Wang Watkins Webster Weiss Welch West Whitaker Whitfield Wiggins Wiley Wilkerson Wilkins Winters Wolfe Wong Woodard Wu Wyatt Yamamoto Yang Yates Yoder
  York Yu Zamora Zapata Zhang Zhao Zimmerman Ziegler`.split(/\s+/);
