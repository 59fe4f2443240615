# A symbol and a string for the same id.
# threshold: compliance.min: 100
# exit: 3 4
# attack: any
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control :attack do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'attack' do
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
