control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end
loop {}
