"""What is printed: PDF documents, the certificate's QR token, and the electronic seal."""
